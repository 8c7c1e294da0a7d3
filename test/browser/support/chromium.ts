import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { contextOptions, launchChromium, type VisitWish } from './launch.js';
import { watch } from './watch.js';

const PATIENCE_MS = 15_000;

/** One Chromium for a suite; each visit is a browser of its own, with nothing kept from another. */
export class Chromium {
  private browser: Browser | undefined;

  constructor(private readonly executablePath: string) {}

  async launch(): Promise<void> {
    this.browser = await launchChromium(this.executablePath);
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }

  /**
   * A visit of the pages at `url`. Nothing may go wrong on the way: a message on the console, a script
   * that throws, an answer that is no success, a request to any other host.
   */
  async visit<T>(url: string, wish: VisitWish, work: (page: Page) => Promise<T>): Promise<T> {
    if (this.browser === undefined) throw new Error('Chromium is not running.');
    const context = await this.browser.newContext({ ...contextOptions(wish), baseURL: url });
    context.setDefaultTimeout(PATIENCE_MS);
    const faults = watch(context, new URL(url).host, wish.refusals ?? []);
    try {
      const answer = await work(await context.newPage());
      if (faults.length > 0) throw new Error(`On the way:\n${faults.join('\n')}`);
      return answer;
    } finally {
      await context.close();
    }
  }
}

/** A suite in a real Chromium; skipped where there is none, which `npm test` counts as left out. */
export function describeInBrowser(title: string, suite: (chromium: Chromium) => void): void {
  const path = process.env['TEST_CHROMIUM'];
  (path === undefined ? describe.skip : describe)(title, () => {
    const browser = new Chromium(path ?? '');
    beforeAll(() => browser.launch());
    afterAll(() => browser.close());
    // Inside, so that Chromium ends after everything that the suite still has to stop.
    describe('', () => suite(browser));
  });
}
