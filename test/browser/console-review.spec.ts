import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeAccount } from '../factories/account.js';
import { makeStaff } from '../factories/staff.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { describeInBrowser } from './support/chromium.js';
import { consoleViolations, signInAtConsole } from './support/console-walk.js';

const REFERENCE = /CXL-[0-9A-HJKMNP-TV-Z]{8}/;

describeInBrowser('order support at work', (chromium) => {
  let desk: Desk;
  let api: Api;
  const emails: Record<string, string> = {};

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    api = apiClient(desk, (await desk.createKey()).key);
    for (const role of ['agent', 'supervisor', 'auditor'] as const) {
      const name = `The ${role}`;
      emails[role] = (
        await makeStaff(desk.sql, { role, name, email: `${role}@example.com` })
      ).email;
    }
    const other = { role: 'agent', name: 'Another agent', email: 'other@example.com' } as const;
    emails['other'] = (await makeStaff(desk.sql, other)).email;
  });
  afterAll(() => desk?.stop());

  interface Waiting {
    id: string;
    reference: string;
    subscriptionId: string;
  }

  /** A ProSupport contract whose cancellation waits for a person; paid for a year ahead. */
  async function waiting(price = 120_00, email?: string): Promise<Waiting> {
    const account = await makeAccount(desk.sql, { language: 'en', ...(email && { email }) });
    const { id: subscriptionId } = await makeSubscription(desk.sql, {
      accountId: account.id,
      plan: 'prosupport_plus',
      autoRenew: false,
      periodEndsAt: '2027-06-01T00:00:00Z',
      intervalMonths: 12,
      price,
      tax: 0,
    });
    const reason = { code: 'unused', comment: '<b>bold</b> & "quoted"' };
    const { body } = await api('POST', '/v1/cancellations', { body: { subscriptionId, reason } });
    const { id, reference } = body as { id: string; reference: string };
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'in_review'`, [id]);
    return { id, reference, subscriptionId };
  }
  const stateOf = async (id: string): Promise<unknown> =>
    (await desk.sql<{ state: string }>('select state from cancellation where id = $1', [id]))[0]
      ?.state;

  it('is worked by keyboard: claimed, approved, and the customer is told', async () => {
    const one = await waiting();
    const untouched = await waiting();
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', '/admin/pages/review-queue');
      await page.keyboard.press('/');
      await page.keyboard.type(one.reference);
      await page.keyboard.press('Enter');
      await page.getByText('1 waits').waitFor();
      await page.locator('h1').click();
      await page.keyboard.press('c');
      await page.getByText('Claimed by The agent').waitFor();
      await page.keyboard.press('o');
      await page.getByRole('heading', { name: `Cancellation ${one.reference}` }).waitFor();
      expect(await page.getByText('<b>bold</b> & "quoted"').count()).toBeGreaterThan(0);
      await page.keyboard.press('a');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('Approved. It is carried out now.').waitFor();
      await page.keyboard.press('u');
      await page.getByRole('heading', { name: 'Review queue' }).waitFor();
    });
    await desk.waitFor(
      `select 1 from notification where cancellation_id = $1 and template in ('completed', 'scheduled')
          and state in ('sent', 'kept')`,
      [one.id],
    );
    expect(['completed', 'scheduled']).toContain(await stateOf(one.id));
    expect(await stateOf(untouched.id)).toBe('in_review');
  });

  it('rejects with a reason and a text, after showing the very mail', async () => {
    const one = await waiting();
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', `/admin/pages/case?id=${one.id}`);
      await page.getByRole('button', { name: 'Reject', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption('duplicate');
      await dialog.getByLabel('Text for the customer').fill('You asked for this <twice>.');
      await dialog.getByRole('button', { name: 'Show the mail' }).click();
      await dialog.getByText('You asked for this <twice>.').last().waitFor();
      expect(await stateOf(one.id)).toBe('in_review');
      await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
      await page.getByText('Rejected. The customer gets a mail.').waitFor();
    });
    const mail = await desk.waitFor(
      `select text, html from notification where cancellation_id = $1 and template = 'rejected'
          and state in ('sent', 'kept')`,
      [one.id],
    );
    expect(mail['text']).toContain('You asked for this <twice>.');
    expect(mail['html']).toContain('You asked for this &lt;twice&gt;.');
    expect(await stateOf(one.id)).toBe('rejected');
  });

  it('asks a second person for a refund over the limit, and the auditor finds both', async () => {
    const one = await waiting(2_000_00);
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', `/admin/pages/case?id=${one.id}`);
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Takes effect').selectOption('immediate');
      await dialog.getByLabel('Refund in EUR').fill('900.00');
      await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('Proposed. A second person has to decide the same.').waitFor();
    });
    expect(await stateOf(one.id)).toBe('in_review');
    await chromium.visit(desk.url, {}, async (page) => {
      const queue = '/admin/pages/review-queue?waiting=proposal';
      await signInAtConsole(page, emails['supervisor'] ?? '', queue);
      await page.getByText('The agent proposes to approve.').waitFor();
      await page.getByRole('link', { name: one.reference }).click();
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('Approved. It is carried out now.').waitFor();
    });
    await desk.waitFor(
      `select 1 from refund where cancellation_id = $1 and amount = 90000 and state in ('pending', 'issued')`,
      [one.id],
    );
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['auditor'] ?? '', `/admin/pages/case?id=${one.id}`);
      await page.getByText('Proposed to a second person').waitFor();
      const timeline = page.locator('ol.timeline');
      await timeline.getByText('The agent').first().waitFor();
      await timeline.getByText('The supervisor').first().waitFor();
      for (const name of ['Approve', 'Reject', 'Claim', 'Revoke']) {
        expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
      }
      await page.goto(`/admin/resources/audit?cancellationId=${one.id}`);
      await page.getByRole('cell', { name: 'cancellation.reviewed', exact: true }).waitFor();
    });
  });

  it('tells the slower of two who was quicker', async () => {
    const one = await waiting();
    await chromium.visit(desk.url, { refusals: [409] }, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', `/admin/pages/case?id=${one.id}`);
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await chromium.visit(desk.url, {}, async (other) => {
        await signInAtConsole(other, emails['other'] ?? '', `/admin/pages/case?id=${one.id}`);
        await other.getByRole('button', { name: 'Reject', exact: true }).click();
        await other
          .getByRole('dialog')
          .getByRole('button', { name: 'Reject', exact: true })
          .click();
        await other.getByText('Rejected. The customer gets a mail.').waitFor();
      });
      await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('It was Another agent.').waitFor();
    });
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'rejected'`, [one.id]);
  });

  it('cancels ProSupport Plus for a customer on the phone, end to end', async () => {
    const { id: accountId, email } = await makeAccount(desk.sql, { language: 'en' });
    const { id } = await makeSubscription(desk.sql, {
      accountId,
      plan: 'prosupport_plus',
      serviceTags: ['PHONE01'],
    });
    let reference = '';
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, emails['agent'] ?? '', '/admin/pages/cancel-for-customer');
      await page.getByLabel('Search', { exact: true }).fill('phone01');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: new RegExp(email) }).waitFor();
      await page
        .locator(`[data-subscription-id="${id}"]`)
        .getByRole('link', { name: 'Cancel for customer' })
        .click();
      await page.getByText('The policy lets this through.').waitFor();
      await page.getByLabel('Asked at').fill('2026-06-10T08:00');
      await page.getByLabel('Comment').fill('Closes the office.');
      await page.getByRole('button', { name: 'Cancel for customer', exact: true }).click();
      const filed = page.getByText('The customer gets a receipt by mail.');
      await filed.waitFor();
      [reference = ''] = REFERENCE.exec((await filed.textContent()) ?? '') ?? [];
    });
    const row = await desk.waitFor(
      `select door, actor_type, state from cancellation where reference = $1 and state <> 'requested'`,
      [reference],
    );
    expect(row).toEqual({ door: 'order_support', actor_type: 'staff', state: 'scheduled' });
  });

  it('has no violation of WCAG 2.2 AA that axe finds', async () => {
    const one = await waiting();
    const found: string[] = [];
    await chromium.visit(desk.url, { bypassCSP: true }, async (page) => {
      await signInAtConsole(page, emails['supervisor'] ?? '');
      for (const address of [
        '/admin/pages/review-queue',
        `/admin/pages/case?id=${one.id}`,
        '/admin/pages/cancel-for-customer?search=PHONE01',
        `/admin/pages/cancel-for-customer?subscription=${one.subscriptionId}`,
      ]) {
        found.push(...(await consoleViolations(page, address)));
      }
      await page.goto(`/admin/pages/case?id=${one.id}&open=approve`);
      await page.getByRole('dialog').waitFor();
      found.push(...(await consoleViolations(page)));
    });
    expect(found.join('\n\n')).toBe('');
  });
});
