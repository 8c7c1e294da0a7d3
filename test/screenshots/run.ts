import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { setDemoPassword } from '../../src/demo/set-demo-password.js';
import { withBenchDatabase } from '../bench/bench-database.js';
import { contextOptions, launchChromium } from '../browser/support/launch.js';
import { PASSWORD } from '../factories/password.js';
import { startDesk, type Desk } from '../support/app.js';
import { pictures, type Picture } from './pictures.js';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Takes the pictures of the README: demo data at a fixed instant, in a database that is gone afterwards. */
async function takePictures(executablePath: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await withBenchDatabase(async ({ url }) => {
    const desk = await startDesk({
      backend: { name: 'postgres', redisUrl: () => undefined, empty: () => Promise.resolve() },
      database: { url, drop: () => Promise.resolve() },
    });
    const browser = await launchChromium(executablePath);
    try {
      await prepare(desk);
      for (const picture of pictures) await take(picture, { browser, desk });
    } finally {
      await browser.close();
      await desk.stop();
    }
  });
}

/** The references of the pictures stay the same from one time to the next. */
async function prepare(desk: Desk): Promise<void> {
  await desk.sql(`update installation set reference_key = sha256('the key of the screenshots')`);
  await seedDemo(desk.orm.em.fork(), desk.clock.now());
  await setDemoPassword(desk.orm.em.fork(), PASSWORD, desk.clock.now());
}

async function take(
  picture: Picture,
  { browser, desk }: { browser: Browser; desk: Desk },
): Promise<void> {
  const context = await browser.newContext({
    ...contextOptions(picture),
    ...(picture.phone ? {} : { viewport: { width: picture.whole ? 640 : 1120, height: 720 } }),
    baseURL: desk.url,
  });
  try {
    const page = await context.newPage();
    // The browser lives at the instant of the data, so that nothing looks months old.
    await page.clock.setFixedTime(desk.clock.now());
    await picture.walk(page, desk.sql, desk);
    const path = join(folder, `${picture.name}.png`);
    const shown = picture.whole ? page.locator('main') : page;
    const { length } = await shown.screenshot({ path, animations: 'disabled' });
    say(`${picture.name}.png, ${Math.round(length / 1024)} kB`);
  } finally {
    await context.close();
  }
}

await takePictures(process.env['TEST_CHROMIUM'] ?? '');
