import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import type { StaffRole } from '../../src/shared/actor.js';
import { makeStaff, STAFF_PASSWORD } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { violations } from './support/axe.js';
import { describeInBrowser } from './support/chromium.js';

describeInBrowser('the sign-in of the console', (chromium) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  const person = (role: StaffRole = 'agent'): Promise<{ id: string; email: string }> =>
    makeStaff(desk.sql, { role });
  const signIn = async (page: Page, email: string, password = STAFF_PASSWORD): Promise<void> => {
    await page.goto('/admin/login');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const codeFor = (secret: string): string =>
    generateSync({ secret, epoch: Math.floor(desk.clock.now().getTime() / 1_000) });
  /** Light on a desk, dark on a phone. */
  const faultsOf = async (page: Page): Promise<string[]> => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    const light = await violations(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    const dark = await violations(page);
    await page.setViewportSize({ width: 1280, height: 900 });
    return [...light, ...dark];
  };

  it('sets a second factor up, and asks for its code at the next sign-in', async () => {
    const { email } = await person();
    let secret = '';
    await chromium.visit(desk.url, {}, async (page) => {
      await signIn(page, email);
      await page.goto('/admin/second-factor/enrol');
      expect(await faultsOf(page)).toEqual([]);
      secret = (await page.locator('bdi.code').innerText()).replaceAll(' ', '');
      await page.getByLabel('Code that the app shows now').fill(codeFor(secret));
      await page.getByRole('button', { name: 'Set up second factor' }).click();
      await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
      expect(await page.locator('li.code').count()).toBe(10);
      expect(await faultsOf(page)).toEqual([]);
    });
    desk.clock.advance({ seconds: 60 });
    await chromium.visit(desk.url, { refusals: [401] }, async (page) => {
      await page.goto('/admin/pages/own');
      await signInHere(page, email);
      await page.getByRole('heading', { name: 'Second factor' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Code').fill('not a code');
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('The code is wrong');
      await page.getByLabel('Code').fill(codeFor(secret));
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'My sign-in' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/admin/pages/own');
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  /** Where the console has led to the sign-in by itself. */
  async function signInHere(page: Page, email: string): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(STAFF_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('says what is wrong, also without script, and is fit for everybody', async () => {
    const { email } = await person();
    await chromium.visit(desk.url, { refusals: [401], script: false }, async (page) => {
      await signIn(page, email, 'wrong');
      expect(await page.getByRole('alert').innerText()).toContain('Not signed in');
    });
    await chromium.visit(desk.url, { refusals: [401] }, async (page) => {
      await signIn(page, email, 'wrong');
      expect(await page.getByRole('alert').innerText()).toContain('Not signed in');
      expect(await faultsOf(page)).toEqual([]);
      expect(await page.getByLabel('E-mail address').inputValue()).toBe(email);
    });
  });

  it('lets an administrator add a person, who comes in by their link and is locked out again', async () => {
    const boss = await person('administrator');
    const email = 'nina.new@example.com';
    let link = '';
    await chromium.visit(desk.url, {}, async (page) => {
      await signIn(page, boss.email);
      await page.goto('/admin/pages/people');
      await page.getByRole('button', { name: 'Add person' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Nina New');
      await dialog.getByLabel('E-mail address').fill(email);
      await dialog.getByRole('button', { name: 'Add person' }).click();
      link = await dialog.locator('p.code').innerText();
      expect(await faultsOf(page)).toEqual([]);
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await page.goto(new URL(link).pathname);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('New password').fill('a long password of Nina');
      await page.getByRole('button', { name: 'Set password' }).click();
      await signIn(page, email, 'a long password of Nina');
      await page.getByRole('link', { name: 'Nina New' }).waitFor();
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await signIn(page, boss.email);
      await page.goto('/admin/pages/people');
      await page.getByRole('button', { name: 'Open Nina New' }).click();
      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByText('Disabled: all sessions have ended.').waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });
    expect(
      await desk.sql(
        `select disabled_at is not null as disabled,
                (select count(*)::int from staff_session s where s.member_id = m.id) as sessions
           from staff_member m where email = $1`,
        [email],
      ),
    ).toEqual([{ disabled: true, sessions: 0 }]);
  });
});
