import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { setDemoPassword } from '../../src/demo/set-demo-password.js';
import { translator } from '../../src/shared/locale/locale.js';
import { PASSWORD } from '../factories/password.js';
import { describeInBrowser } from './support/chromium.js';
import { DoorWalk } from './support/doors.js';
import { startPortalDesk, type PortalDesk } from './support/portal-desk.js';

const ANNA = 'anna.kowalska@example.com';
const t = translator('pl');

describeInBrowser('a stranger who signs in as Anna, in Polish,', (chromium) => {
  let desk: PortalDesk;
  beforeAll(async () => {
    desk = await startPortalDesk({ env: { DEMO: '1' } });
    await seedDemo(desk.orm.em.fork(), desk.clock.now());
    await setDemoPassword(desk.orm.em.fork(), PASSWORD, desk.clock.now());
  });
  afterAll(() => desk.stop());

  it('cancels at both doors, keeps the proof, and takes a scheduled end back', async () => {
    const [premium, apex] = [
      await subscriptionOf('premium_support'),
      await subscriptionOf('apex_device_manage'),
    ];
    const before = await desk.subscription(apex);
    await chromium.visit(desk.url, { language: 'pl' }, async (page) => {
      const walk = new DoorWalk(page, 'pl');
      await walk.throughDigitalLocker(ANNA, premium);
      await walk.cancel();
      const reference = await walk.reference();
      expect(await desk.subscription(premium)).toMatchObject({ status: 'ending' });

      await page.goto('/account/subscriptions/list');
      await walk.openMenu(apex, walk.words.consumer);
      await walk.follow(walk.words.update);
      await walk.cancel();
      expect(await walk.reference()).not.toBe(reference);
      expect(await desk.subscription(apex)).toMatchObject({ status: 'ending' });

      await page.goto('/receipts/verify');
      await page.setInputFiles('input[type=file]', await attachmentOf(page, reference));
      await walk.press(t('receipts:verify.submit'));
      await page.getByText(t('receipts:verify.valid')).waitFor();
      expect(await page.locator('main').innerText()).toContain(reference);

      await page.goto(`/account/subscriptions/${apex}/update`);
      await walk.press(walk.words.keep);
      await page.getByText(t('mail:title.revoked')).waitFor();
    });
    expect(await desk.subscription(apex)).toEqual(before);
    expect(await desk.subscription(premium)).toMatchObject({ status: 'ending' });
  });

  it('finds Cancel on what can be cancelled here, and nowhere else', async () => {
    const rows = await desk.sql<{ id: string; plan_code: string; status: string }>(
      `select s.id, plan_code, status from subscription s join account a on a.id = s.account_id
        where a.email = $1 order by plan_code, status`,
      [ANNA],
    );
    const offered: string[] = [];
    await chromium.visit(desk.url, { language: 'pl' }, async (page) => {
      const walk = new DoorWalk(page, 'pl');
      await page.goto('/account');
      await walk.signIn(ANNA);
      await page.locator('.who').waitFor();
      for (const { id, plan_code, status } of rows) {
        await page.goto(`/digital-locker/subscriptions/${id}/details`);
        const locker = await walk.offers(walk.words.cancel);
        await page.goto(`/account/subscriptions/${id}/update`);
        expect(await walk.offers(walk.words.cancel)).toBe(locker);
        if (locker) offered.push(`${plan_code} ${status}`);
      }
    });
    expect(rows).toHaveLength(7);
    expect(offered).toEqual(['apex_device_manage active', 'premium_support_plus active']);
  });

  async function subscriptionOf(plan: string): Promise<string> {
    const [row] = await desk.sql<{ id: string }>(
      `select s.id from subscription s join account a on a.id = s.account_id
        where a.email = $1 and plan_code = $2 and status = 'active'`,
      [ANNA, plan],
    );
    return row?.id ?? '';
  }

  /** The PDF that went with the mail of receipt, as the demo's mailbox hands it out. */
  async function attachmentOf(
    page: Page,
    reference: string,
  ): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
    const mail = await desk.waitFor(
      `select n.id from notification n join cancellation c on c.id = n.cancellation_id
        where c.reference = $1 and n.template = 'received' and n.state = 'kept'`,
      [reference],
    );
    const answer = await page.request.get(`/dev/mailbox/${String(mail['id'])}/receipt.pdf`);
    expect(answer.status()).toBe(200);
    return { name: 'receipt.pdf', mimeType: 'application/pdf', buffer: await answer.body() };
  }
});
