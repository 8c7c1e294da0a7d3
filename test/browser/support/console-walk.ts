import type { Page } from 'playwright-core';
import { STAFF_PASSWORD } from '../../factories/staff.js';
import { violations } from './axe.js';

/** Signs in at the console's own page and waits for its first one. */
export async function signInAtConsole(
  page: Page,
  email: string,
  next = '/admin',
  password = STAFF_PASSWORD,
): Promise<void> {
  await page.goto(next);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('main.desk h1').waitFor();
}

/** What axe finds on a page of the console: light on a desk, dark on a phone. */
export async function consoleViolations(page: Page, address?: string): Promise<string[]> {
  if (address !== undefined) await page.goto(address);
  await page.locator('main.desk h1').waitFor();
  await settled(page);
  const found: string[] = [];
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await painted(page);
  found.push(...(await violations(page)).map((line) => `light, ${line}`));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await painted(page);
  found.push(...(await violations(page)).map((line) => `dark, ${line}`));
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

/** Until the page stands in the scheme and the width that were just asked for. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

/** Until nothing says any more that it is being loaded. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    `!Array.from(document.querySelectorAll('main.desk [role=status]')).some((e) => e.textContent === 'Loading …')`,
  );
}
