import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PASSWORD } from '../factories/password.js';
import { violations } from './support/axe.js';
import { describeInBrowser } from './support/chromium.js';
import { DoorWalk } from './support/doors.js';
import { Keyboard } from './support/keyboard.js';
import type { VisitWish } from './support/launch.js';
import { startPortalDesk, type Customer, type PortalDesk } from './support/portal-desk.js';

describeInBrowser('the pages of the doors', (chromium) => {
  let desk: PortalDesk;
  let customer: Customer;
  let [premium, flex, pro, closed] = ['', '', '', ''];
  beforeAll(async () => {
    desk = await startPortalDesk();
    customer = await desk.customer();
    premium = await desk.subscribe(customer);
    flex = await desk.subscribe(customer, {
      plan: 'prosupport_flex',
      serviceTags: ['AA1', 'BB2'].map((tag) => `${tag}CC`),
    });
    pro = await desk.subscribe(customer, { plan: 'prosupport' });
    closed = await desk.subscribe(customer, { status: 'cancelled', autoRenew: false });
  });
  afterAll(() => desk.stop());

  const found: string[] = [];
  /** Both themes, and with them both widths: light on a desk, dark on a phone. */
  async function check(page: Page, address?: string): Promise<void> {
    if (address !== undefined) await page.goto(address);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    found.push(...(await violations(page)).map((line) => `light, ${line}`));
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    found.push(...(await violations(page)).map((line) => `dark, ${line}`));
  }
  async function checking(wish: VisitWish, work: (page: Page) => Promise<void>): Promise<void> {
    found.length = 0;
    await chromium.visit(desk.url, wish, work);
    expect(found.join('\n\n')).toBe('');
  }

  it('are looked at by an axe that finds what is wrong', async () => {
    await chromium.visit(desk.url, {}, async (page) => {
      await page.goto('/');
      await page.evaluate(
        `document.querySelector('main').append(document.createElement('select'))`,
      );
      expect((await violations(page)).join()).toContain('select-name');
    });
  });

  it('have no violation of WCAG 2.2 AA that axe finds: before the sign-in', async () => {
    await checking({ refusals: [401, 404, 422] }, async (page) => {
      await check(page, '/');
      await check(page, '/forgot-password');
      await check(page, '/reset-password/no-link');
      await check(page, '/nothing-here');
      await check(page, '/sign-in');
      await page.fill('input[name=email]', customer.email);
      await page.fill('input[name=password]', 'not this one');
      await page.keyboard.press('Enter');
      await page.locator('.notice').waitFor();
      await check(page);
    });
  });

  it('have no violation of WCAG 2.2 AA that axe finds: signed in', async () => {
    await checking({ refusals: [404, 422] }, async (page) => {
      const walk = new DoorWalk(page);
      await page.goto('/digital-locker');
      await walk.signIn(customer.email);
      await page.locator('.who').waitFor();
      await check(page);
      for (const base of ['/digital-locker/subscriptions', '/account/subscriptions']) {
        await check(page, base);
        await check(page, `${base}/${flex}`);
        await check(page, `${base}/${premium}/cancel`);
        await check(page, `${base}/${premium}/cancel?kind=withdrawal`);
      }
      await check(page, '/account');
      await check(page, '/account/subscriptions/manage');
      await check(page, '/account/subscriptions/list');
      await page.locator(`[data-subscription-id="${premium}"] button`).click();
      await check(page);
      for (const id of [premium, flex, pro, closed]) {
        await check(page, `/digital-locker/subscriptions/${id}/details`);
      }
      await check(page, `/account/subscriptions/${premium}/update`);
      await check(page, `/account/cancellations/${premium}`);
      await page.goto(`/account/subscriptions/${premium}/cancel?kind=extraordinary`);
      await page.fill('textarea[name=ground]', ' ');
      await walk.press('Confirm cancellation');
      await page.locator('.field-error').waitFor();
      await check(page);
      await check(page, '/cancel');
      await check(page, '/withdraw');
    });
  });

  it('have no violation of WCAG 2.2 AA that axe finds: what follows a declaration', async () => {
    const other = await desk.customer();
    const [kept, asked] = [
      await desk.subscribe(other),
      await desk.subscribe(other, { plan: 'prosupport' }),
    ];
    await checking({}, async (page) => {
      const walk = new DoorWalk(page);
      await walk.throughMyAccount(other.email, kept);
      const details = page.url();
      await walk.cancel();
      await walk.reference();
      await check(page);
      await check(page, details);
      await walk.follow('View cancellation');
      await walk.press('Keep my subscription');
      await page.getByText('Your cancellation has been taken back').waitFor();
      await check(page);
      await page.goto(`/account/subscriptions/${asked}/update`);
      await walk.press('Send to order support');
      await walk.reference();
      await check(page);
    });
  });

  it('have no violation of WCAG 2.2 AA that axe finds: without sign-in', async () => {
    const [device] = await desk.sql<{ service_tag: string }>(
      `select service_tag from device d join subscription_device s on s.device_id = d.id
        where s.subscription_id = $1`,
      [premium],
    );
    await checking({ refusals: [422] }, async (page) => {
      const walk = new DoorWalk(page);
      await check(page, '/cancel');
      await page.check('input[value=extraordinary]');
      await page.fill('input[name=name]', 'John Smith');
      await page.fill('input[name=email]', customer.email);
      await page.fill('input[name=contract]', device?.service_tag ?? '');
      await walk.press('Continue');
      await page.locator('.field-error').waitFor();
      await check(page);
      await page.check('input[value=ordinary]');
      await walk.press('Continue');
      await page.getByText('Nothing has been sent yet').waitFor();
      await check(page);
      await walk.press('Cancel now');
      await page.locator('[data-fact=reference]').waitFor();
      await check(page);
      await check(page, '/withdraw');
      await check(page, '/receipts/verify');
      await page.setInputFiles('input[type=file]', {
        name: 'receipt.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.7 not one of ours'),
      });
      await walk.press('Check receipt');
      await page.locator('.notice').waitFor();
      await check(page);
      const mail = await desk.waitFor(
        `select text from notification where recipient = $1 and template = 'revoke_link' and state = 'kept'`,
        [customer.email],
      );
      const [, address = ''] =
        /http:\/\/[^/]+(\/take-back\/[\w.-]+)/.exec(String(mail['text'])) ?? [];
      await check(page, address);
      await walk.press('Take it back');
      await page.getByRole('heading', { name: 'The cancellation was taken back' }).waitFor();
      await check(page);
    });
  });

  it('are used by keyboard alone, from sign-in to confirmation, with the focus in view', async () => {
    const keen = await desk.customer();
    const id = await desk.subscribe(keen, { plan: 'premium_support_plus', intervalMonths: 12 });
    await chromium.visit(desk.url, {}, async (page) => {
      const keyboard = new Keyboard(page);
      await page.goto('/digital-locker');
      await keyboard.tabTo('Skip to the content');
      await page.keyboard.press('Enter');
      await keyboard.tabTo('email');
      await page.keyboard.type(keen.email);
      await keyboard.tabTo('password');
      await page.keyboard.type(PASSWORD);
      await keyboard.lead('Enter');
      await keyboard.tabTo('Subscriptions');
      await keyboard.lead('Enter');
      await keyboard.tabTo('Actions');
      await page.keyboard.press('Space');
      await keyboard.tabTo('Manage subscriptions');
      await keyboard.lead('Enter');
      const [tag] = await desk.sql<{ service_tag: string }>(
        `select service_tag from device d join subscription_device s on s.device_id = d.id
          where s.subscription_id = $1`,
        [id],
      );
      await keyboard.tabTo(tag?.service_tag ?? '');
      await keyboard.lead('Enter');
      await keyboard.tabTo('Cancel');
      await keyboard.lead('Space');
      await keyboard.tabTo('quote');
      await page.keyboard.press('ArrowDown');
      await keyboard.tabTo('Confirm cancellation');
      await keyboard.lead('Enter');
      await new DoorWalk(page).reference();
      await keyboard.tabTo('Receipt as PDF');
    });
    expect(await desk.subscription(id)).toMatchObject({ status: 'cancelled' });
  });
});
