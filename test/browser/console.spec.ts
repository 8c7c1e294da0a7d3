import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeAccount } from '../factories/account.js';
import { makeStaff } from '../factories/staff.js';
import { makeSubscription } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { describeInBrowser } from './support/chromium.js';
import { consoleViolations, settled, signInAtConsole } from './support/console-walk.js';

describeInBrowser('the console', (chromium) => {
  let desk: Desk;
  let subscription: string;
  const emails: Record<string, string> = {};

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    for (const role of ['agent', 'supervisor', 'auditor', 'administrator'] as const) {
      emails[role] = (await makeStaff(desk.sql, { role, email: `${role}@example.com` })).email;
    }
    await makeStaff(desk.sql, {
      role: 'administrator',
      email: 'second@example.com',
      name: 'Second',
    });
    const { id } = await makeAccount(desk.sql, { email: 'anna@example.com' });
    subscription = (await makeSubscription(desk.sql, { accountId: id, orderNumber: '700-1' })).id;
  });
  afterAll(() => desk?.stop());

  it('leads to the sign-in and back to what was asked for', async () => {
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', '/admin/resources/subscriptions');
      expect(new URL(page.url()).pathname).toBe('/admin/resources/subscriptions');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL('**/admin/login**');
      await page.goto('/admin');
      expect(new URL(page.url()).pathname).toBe('/admin/login');
    });
  });

  it('finds records by filters, says which filter is missing, and leads from one to the other', async () => {
    await chromium.visit(desk.url, { refusals: [422] }, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', '/admin/resources/accounts');
      await page.getByLabel('Country', { exact: true }).fill('PL');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByText('Filter also by').waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByLabel('E-mail address').fill('ANNA@example.com');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByText('1 record').waitFor();
      await page.getByRole('link', { name: 'Open anna@example.com' }).click();
      await page.getByRole('heading', { name: /Account anna@example.com/ }).waitFor();
      await page.locator('main').getByRole('link', { name: 'Subscriptions', exact: true }).click();
      await page.getByRole('cell', { name: '700-1', exact: true }).waitFor();
      await page.getByRole('link', { name: /Open 700-1/ }).click();
      await page.getByRole('link', { name: 'Cancel for customer' }).last().waitFor();
    });
  });

  it('masks persons for an auditor until they ask, and has no export for an agent', async () => {
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['auditor'] ?? '', '/admin/resources/accounts');
      await page.getByRole('cell', { name: 'a…@e….com', exact: true }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Export these as CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^accounts-\d{4}-\d\d-\d\d\.csv$/);
      await page.getByRole('link', { name: 'Open a…@e….com' }).click();
      await page.getByRole('button', { name: 'Show personal data' }).click();
      await page.getByText('anna@example.com').first().waitFor();
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', '/admin/resources/accounts');
      await page.getByRole('cell', { name: 'anna@example.com', exact: true }).waitFor();
      expect(await page.getByRole('link', { name: 'Export these as CSV' }).count()).toBe(0);
      expect(await page.getByRole('link', { name: 'Queues' }).count()).toBe(0);
    });
  });

  it('puts a policy in force by two people', async () => {
    await chromium.visit(desk.url, { refusals: [422] }, async (page) => {
      await signInAtConsole(page, emails['administrator'] ?? '', '/admin/pages/policies');
      await page.getByRole('button', { name: 'Propose a policy' }).click();
      const dialog = page.getByRole('dialog');
      const document = dialog.getByLabel('Parameters, as JSON');
      const text = await document.inputValue();
      await document.fill(text.replace('"agent": 500', '"agent": -1'));
      await dialog.getByRole('button', { name: 'Check' }).click();
      await dialog.getByText('must not be negative').waitFor();
      await document.fill(text.replace('"agent": 500', '"agent": 600'));
      await dialog.getByRole('button', { name: 'Check' }).click();
      await dialog.getByText('The parameters are right.').waitFor();
      await dialog.getByLabel('Why').fill('The limit is too low.');
      await dialog.getByRole('button', { name: 'Propose a policy' }).click();
      await page.getByText('somebody else has to second it').waitFor();
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['supervisor'] ?? '', '/admin/pages/policies');
      await page.getByRole('cell', { name: '600' }).waitFor();
      await page.getByRole('button', { name: 'Second and put in force' }).click();
      await page.getByRole('heading', { name: 'Decided' }).waitFor();
    });
    const [row] = await desk.sql<{ version: number }>('select max(version) as version from policy');
    expect(row?.version).toBe(2);
  });

  it('speaks Polish and German', async () => {
    for (const [language, title] of [
      ['pl', 'Subskrypcje'],
      ['de', 'Abonnements'],
    ] as const) {
      const { email } = await makeStaff(desk.sql, { role: 'agent', language });
      await chromium.visit(desk.url, { language }, async (page) => {
        await page.goto('/admin/resources/subscriptions');
        await page.fill('input[name=email]', email);
        await page.fill('input[name=password]', 'a password for staff tests');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: title, level: 1 }).waitFor();
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
      });
    }
  });

  it('has no violation of WCAG 2.2 AA that axe finds', async () => {
    const found: string[] = [];
    await chromium.visit(desk.url, { bypassCSP: true }, async (page) => {
      await signInAtConsole(page, emails['administrator'] ?? '');
      for (const address of [
        '/admin',
        '/admin/resources/subscriptions',
        `/admin/resources/subscriptions/records/${subscription}/show`,
        '/admin/resources/audit',
        '/admin/pages/policies',
        '/admin/pages/api-keys',
      ]) {
        found.push(...(await consoleViolations(page, address)));
      }
      await page.goto('/admin/pages/api-keys');
      await settled(page);
      await page.getByRole('button', { name: 'Create a key' }).click();
      found.push(...(await consoleViolations(page)));
    });
    expect(found.join('\n\n')).toBe('');
  });
});
