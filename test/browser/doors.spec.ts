import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { formatDate, translator } from '../../src/shared/locale/locale.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { describeInBrowser } from './support/chromium.js';
import { DoorWalk } from './support/doors.js';
import { languages, type Language, type VisitWish } from './support/launch.js';
import { startPortalDesk, type Customer, type PortalDesk } from './support/portal-desk.js';

const visits = languages.flatMap((language) => [
  { language, script: true },
  { language, script: false },
]);
const doors = [
  { door: 'digital_locker', plan: 'premium_support' },
  { door: 'my_account', plan: 'apex_device_manage' },
] as const;
type DoorCode = (typeof doors)[number]['door'];

describeInBrowser('the signed-in doors', (chromium) => {
  let desk: PortalDesk;
  beforeAll(async () => {
    desk = await startPortalDesk();
  });
  afterAll(() => desk.stop());

  describe.each(doors)('$door', ({ door, plan }) => {
    it.each(visits)('leads from sign-in to confirmation and mail: %j, on a phone', async (wish) => {
      const { language } = wish;
      const t = translator(language);
      const customer = await desk.customer(language);
      const id = await desk.subscribe(customer, { plan });
      const other = await desk.subscribe(customer, { plan: 'premium_support_plus' });
      const [before, untouched] = [await desk.subscription(id), await desk.subscription(other)];

      const reference = await chromium.visit(desk.url, { ...wish, phone: true }, async (page) => {
        const walk = new DoorWalk(page, language);
        await toDetails(walk, door, customer, id, wish.script ? 'manage' : 'consumer');
        await expectPage(page, language);
        expect(await textOf(page)).toContain(t('portal:service.billingPlan'));
        await walk.press(walk.words.cancel);
        expect(await textOf(page)).toContain(endOf(customer));
        expect(await desk.subscription(id)).toEqual(before);
        await walk.press(walk.words.confirm);
        await expectPage(page, language);
        expect(await textOf(page)).toContain(t('terms:cancellationState.scheduled'));
        return walk.reference();
      });

      const mail = await scheduledMail(reference);
      expect(mail).toMatchObject({ recipient: customer.email, state: 'kept' });
      expect(mail['subject']).toContain(t('mail:title.scheduled'));
      expect(mail['text']).toContain(endOf(customer));
      expect(await cancellation(reference)).toMatchObject({ door, state: 'scheduled' });
      expect(await desk.subscription(id)).toMatchObject({ status: 'ending', auto_renew: false });
      expect(await desk.subscription(other)).toEqual(untouched);
    });

    it('shows what is cancelled without the button, and gives it back by Keep my subscription', async () => {
      const customer = await desk.customer();
      const id = await desk.subscribe(customer, { plan });
      const before = await desk.subscription(id);
      await visit({}, async (page) => {
        const walk = new DoorWalk(page);
        await toDetails(walk, door, customer, id);
        const details = page.url();
        await walk.cancel();
        const reference = await walk.reference();
        await page.goto(details);
        expect(await walk.offers('Cancel')).toBe(false);
        expect(await textOf(page)).toContain(reference);
        await walk.press('Keep my subscription');
        expect(await textOf(page)).toContain('Your cancellation has been taken back');
        expect(await walk.reference()).toBe(reference);
        expect(await walk.offers('Keep my subscription')).toBe(false);
        await page.goto(details);
        expect(await walk.offers('Cancel')).toBe(true);
      });
      expect(await desk.subscription(id)).toEqual(before);
    });

    it('hands ProSupport to order support, with a reference', async () => {
      const customer = await desk.customer();
      const id = await desk.subscribe(customer, { plan: 'prosupport' });
      const before = await desk.subscription(id);
      const reference = await visit({ script: false }, async (page) => {
        const walk = new DoorWalk(page);
        await toDetails(walk, door, customer, id);
        expect(await walk.offers('Cancel')).toBe(false);
        expect(await textOf(page)).toContain('This plan is cancelled by our order support.');
        await page.selectOption('select[name=reason]', 'device_sold');
        await walk.press('Send to order support');
        expect(await textOf(page)).toContain('In review');
        return walk.reference();
      });
      expect(await cancellation(reference)).toMatchObject({
        state: 'in_review',
        door,
        reason_code: 'device_sold',
      });
      expect(await desk.subscription(id)).toEqual(before);
    });
  });

  it('offer no Cancel on what was cancelled already', async () => {
    const customer = await desk.customer();
    const id = await desk.subscribe(customer, { status: 'cancelled', autoRenew: false });
    await visit({}, async (page) => {
      const walk = new DoorWalk(page);
      await walk.throughDigitalLocker(customer.email, id);
      expect(await walk.offers('Cancel')).toBe(false);
      expect(await textOf(page)).toContain('This subscription is cancelled already.');
    });
  });

  it('tell a customer with nothing how something gets here', async () => {
    const customer = await desk.customer();
    await visit({}, async (page) => {
      await page.goto('/digital-locker');
      await new DoorWalk(page).signIn(customer.email);
      expect(await textOf(page)).toContain('There is no product in this account yet.');
      await page.goto('/digital-locker/subscriptions');
      expect(await textOf(page)).toContain('There is no subscription in this account.');
    });
  });

  function visit<T>(wish: VisitWish, work: (page: Page) => Promise<T>): Promise<T> {
    return chromium.visit(desk.url, wish, work);
  }

  async function cancellation(reference: string): Promise<Record<string, unknown>> {
    const [row] = await desk.sql('select * from cancellation where reference = $1', [reference]);
    return row ?? {};
  }

  function scheduledMail(reference: string): Promise<Record<string, unknown>> {
    return desk.waitFor(
      `select n.* from notification n join cancellation c on c.id = n.cancellation_id
        where c.reference = $1 and n.template = 'scheduled' and n.state = 'kept'`,
      [reference],
    );
  }
});

describeInBrowser('a confirmation whose decision takes its time', (chromium) => {
  it('follows the job where there is script, and looks again where there is none', async () => {
    // Nobody decides here until the second desk joins in.
    const desk = await startPortalDesk({ env: { ROLES: 'portal' } });
    const worker = deferred<void>();
    let joined: Desk | undefined;
    const waitFor = async (script: boolean, declared: () => void): Promise<void> => {
      const customer = await desk.customer();
      const id = await desk.subscribe(customer);
      await chromium.visit(desk.url, { script }, async (page) => {
        const walk = new DoorWalk(page);
        await walk.throughDigitalLocker(customer.email, id);
        await walk.cancel();
        const reference = await walk.reference();
        expect(await textOf(page)).toContain('We have received your cancellation');
        declared();
        await worker.promise;
        const done = `select 1 from cancellation where reference = $1 and state = 'scheduled'`;
        await desk.waitFor(done, [reference]);
        if (!script) await walk.follow('Look again');
        await page.getByText('Your cancellation is confirmed').waitFor();
        expect(await walk.reference()).toBe(reference);
      });
    };
    try {
      const [one, other] = [deferred<void>(), deferred<void>()];
      const visits = Promise.all([waitFor(true, one.resolve), waitFor(false, other.resolve)]);
      const declared = Promise.all([one.promise, other.promise]);
      await Promise.race([declared, visits]);
      const { database, clock } = desk;
      const options = { backend: onPostgres, database, clock, env: { ROLES: 'worker' } };
      joined = await startDesk(options);
      worker.resolve();
      await visits;
    } finally {
      await joined?.stop();
      await desk.stop();
    }
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

function toDetails(
  walk: DoorWalk,
  door: DoorCode,
  { email }: Customer,
  subscriptionId: string,
  menu: 'manage' | 'consumer' = 'manage',
): Promise<void> {
  return door === 'digital_locker'
    ? walk.throughDigitalLocker(email, subscriptionId)
    : walk.throughMyAccount(email, subscriptionId, menu);
}

/** The last day of the subscription that the factory makes, as its customer reads it. */
function endOf({ language }: Customer): string {
  const places = {
    en: ['en-US', 'America/New_York'],
    pl: ['pl-PL', 'Europe/Warsaw'],
    de: ['de-DE', 'Europe/Berlin'],
    ar: ['ar-EG', 'Africa/Cairo'],
  } as const;
  const [locale, zone] = places[language];
  return formatDate('2026-07-01T00:00:00Z', locale, zone);
}

function textOf(page: Page): Promise<string> {
  return page.locator('main').innerText();
}

/** In its language, in that language's direction, and no wider than the screen. */
async function expectPage(page: Page, language: Language): Promise<void> {
  const html = page.locator('html');
  expect(await html.getAttribute('lang')).toMatch(new RegExp(`^${language}(-|$)`));
  expect(await html.getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
  const wider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate<boolean>(wider)).toBe(false);
}
