import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { DoorWalk } from './support/doors.js';
import type { VisitWish } from './support/launch.js';
import { startPortalDesk, type Customer, type PortalDesk } from './support/portal-desk.js';

/** Written by signing in and by coming back, whatever the page: they say nothing about contracts. */
const OF_SESSIONS = ['portal_session', 'portal_limit', 'audit_entry'];

describeInBrowser('the doors, badly used,', (chromium) => {
  let desk: PortalDesk;
  let anna: Customer;
  beforeAll(async () => {
    desk = await startPortalDesk();
    anna = await desk.customer();
  });
  afterAll(() => desk.stop());

  const visit = <T>(
    wish: VisitWish,
    work: (page: Page, walk: DoorWalk) => Promise<T>,
  ): Promise<T> => chromium.visit(desk.url, wish, (page) => work(page, new DoorWalk(page)));
  const textOf = (page: Page): Promise<string> => page.locator('main').innerText();
  const cancellationsOf = (id: string): Promise<Record<string, unknown>[]> =>
    desk.sql(
      `select c.reference, c.state, count(d.*) as declarations
         from cancellation c join declaration d on d.cancellation_id = c.id
        where c.subscription_id = $1 group by c.id`,
      [id],
    );

  it('show after a wrong password what to do, and sign in nobody', async () => {
    await visit({ refusals: [401] }, async (page) => {
      await page.goto('/digital-locker');
      await page.fill('input[name=email]', anna.email);
      await page.fill('input[name=password]', 'not this one');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      expect(await textOf(page)).toContain('The e-mail address or the password is wrong.');
      expect(await page.inputValue('input[name=password]')).toBe('');
      await page.goto('/account');
      expect(new URL(page.url()).pathname).toBe('/sign-in');
    });
  });

  it('take one declaration from a double click', async () => {
    const id = await desk.subscribe(anna);
    const reference = await visit({}, async (page, walk) => {
      await walk.throughDigitalLocker(anna.email, id);
      await walk.press('Cancel');
      await page.getByRole('button', { name: 'Confirm cancellation' }).dblclick();
      return walk.reference();
    });
    expect(await cancellationsOf(id)).toEqual([{ reference, state: 'scheduled', declarations: 1 }]);
  });

  it('show the one cancellation again after the back button', async () => {
    const id = await desk.subscribe(anna);
    const reference = await visit({}, async (page, walk) => {
      await walk.throughDigitalLocker(anna.email, id);
      await walk.cancel();
      const first = await walk.reference();
      await page.goBack();
      // Whether the browser kept the page or asks for it anew, it never declares twice.
      if (await walk.offers('Confirm cancellation')) await walk.press('Confirm cancellation');
      expect(await walk.reference()).toBe(first);
      return first;
    });
    expect(await cancellationsOf(id)).toEqual([{ reference, state: 'scheduled', declarations: 1 }]);
  });

  it('attach the declaration of a second tab to the first one', async () => {
    const id = await desk.subscribe(anna);
    const reference = await visit({}, async (page, walk) => {
      await walk.throughDigitalLocker(anna.email, id);
      await walk.press('Cancel');
      const second = await page.context().newPage();
      await second.goto(page.url());
      await walk.press('Confirm cancellation');
      const other = new DoorWalk(second);
      await other.press('Confirm cancellation');
      expect(await textOf(second)).toContain('You had declared this already.');
      expect(await other.reference()).toBe(await walk.reference());
      return walk.reference();
    });
    expect(await cancellationsOf(id)).toEqual([{ reference, state: 'scheduled', declarations: 2 }]);
  });

  it('show nothing of another customer, and change nothing of theirs', async () => {
    const max = await desk.customer('de');
    const [theirs, pro] = [
      await desk.subscribe(max),
      await desk.subscribe(max, { plan: 'prosupport' }),
    ];
    const [device] = await desk.sql<{ service_tag: string }>(
      `select service_tag from device d join subscription_device s on s.device_id = d.id
        where s.subscription_id = $1`,
      [theirs],
    );
    const cancelled = await desk.subscribe(max);
    const confirmation = await visit({ language: 'de' }, async (page) => {
      const walk = new DoorWalk(page, 'de');
      await walk.throughDigitalLocker(max.email, cancelled);
      await walk.cancel();
      return new URL(page.url()).pathname;
    });
    await desk.waitFor(async () => {
      const waiting = await desk.sql(`select 1 from notification where state = 'pending'`);
      return waiting.length === 0;
    });
    const before = await desk.snapshot(undefined, OF_SESSIONS);

    await visit({ refusals: [404] }, async (page, walk) => {
      await page.goto('/account');
      await walk.signIn(anna.email);
      const locker = '/digital-locker/subscriptions';
      const pages = [
        `${locker}/${theirs}`,
        `${locker}/${theirs}/details`,
        `${locker}/${theirs}/devices/${device?.service_tag}`,
        `${locker}/${theirs}/cancel`,
        `/account/subscriptions/${theirs}`,
        `/account/subscriptions/${theirs}/update`,
        `/account/subscriptions/${theirs}/cancel?kind=withdrawal`,
        confirmation,
        confirmation.replace('digital-locker', 'account'),
        `${locker}/no-id-at-all`,
      ];
      for (const address of pages) {
        const answer = await page.goto(address);
        expect([address, answer?.status()]).toEqual([address, 404]);
        expect(await page.locator('h1').innerText()).toBe('There is nothing here');
      }
      // A form of her own, turned to what is not hers.
      await page.goto('/account');
      const token = await page.locator('input[name=_token]').first().inputValue();
      const acts = [
        `${locker}/${theirs}/cancel`,
        `${locker}/${pro}/order-support`,
        `${confirmation}/keep`,
      ];
      for (const address of acts) {
        const answer = await page.request.post(address, {
          form: { _token: token, kind: 'ordinary' },
          headers: { Origin: desk.url, Accept: 'text/html' },
          maxRedirects: 0,
        });
        expect([address, answer.status()]).toEqual([address, 404]);
      }
    });
    expect(await desk.snapshot(undefined, OF_SESSIONS)).toEqual(before);
  });

  it('refuse a form with a stolen token, and change nothing', async () => {
    const id = await desk.subscribe(anna);
    const before = await desk.subscription(id);
    await visit({ refusals: [403] }, async (page, walk) => {
      await walk.throughDigitalLocker(anna.email, id);
      await walk.press('Cancel');
      await page.evaluate(`document.querySelector('main input[name=_token]').value = 'stolen'`);
      await walk.press('Confirm cancellation');
      expect(await textOf(page)).toContain('Please open the page again');
    });
    expect(await cancellationsOf(id)).toEqual([]);
    expect(await desk.subscription(id)).toEqual(before);
  });

  it('show markup in a text as text', async () => {
    const markup = `<img src=x onerror="document.title='broken in'"><b>bold</b>{{name}}`;
    const mallory = await desk.customer('en', { name: markup });
    const id = await desk.subscribe(mallory);
    await visit({ refusals: [422] }, async (page, walk) => {
      await walk.throughMyAccount(mallory.email, id);
      expect(await page.locator('.who-name').innerText()).toBe(markup);
      await walk.press('Cancel');
      await walk.follow('Cancel for cause, for example because the service was not provided');
      await page.fill('textarea[name=ground]', ' ');
      await page.fill('textarea[name=comment]', `${markup}</textarea><script>1</script>`);
      await walk.press('Confirm cancellation');
      expect(await textOf(page)).toContain('Please fill this in.');
      expect(await page.inputValue('textarea[name=comment]')).toContain('</textarea><script>');
      expect(await page.locator('img, main script, main b').count()).toBe(0);
      await page.fill('textarea[name=ground]', markup);
      await walk.press('Confirm cancellation');
      expect(await textOf(page)).toContain('In review');
      expect(await page.title()).not.toBe('broken in');
    });
    const [row] = await desk.sql('select ground from cancellation where account_id = $1', [
      mallory.id,
    ]);
    expect(row).toEqual({ ground: markup });
  });

  it('send back what stopped being possible between page and click, in peace', async () => {
    const id = await desk.subscribe(anna);
    await visit({}, async (page, walk) => {
      await walk.throughDigitalLocker(anna.email, id);
      await walk.press('Cancel');
      await desk.sql(
        `update subscription set status = 'cancelled', auto_renew = false, next_invoice_at = null,
                ends_at = $2 where id = $1`,
        [id, desk.clock.now()],
      );
      await walk.press('Confirm cancellation');
      expect(await textOf(page)).toContain('This contract had already been cancelled.');
    });
    const [declared] = await cancellationsOf(id);
    expect(declared).toMatchObject({ state: 'rejected', declarations: 1 });
  });

  it('speak a language that exists, whatever is asked for', async () => {
    await visit({ language: 'pl' }, async (page) => {
      for (const asked of ['xx', '', '../etc', '%00', 'constructor', 'a'.repeat(300)]) {
        await page.goto(`/?lang=${asked}`);
        expect(await page.locator('html').getAttribute('lang')).toMatch(/^pl/);
      }
      await page.goto('/?lang=de&lang=en');
      expect(await page.locator('html').getAttribute('lang')).toMatch(/^pl/);
      await page.goto('/?lang=ja');
      await page.goto('/sign-in');
      expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    });
  });

  it('page through 500 subscriptions, each shown once', async () => {
    const many = await desk.customer();
    await desk.sql(
      `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew,
              started_at, period_starts_at, period_ends_at, interval_months, price_amount, currency)
       select uuidv7(), $1, 'premium_support', 'MANY-' || n, 'active', true, '2026-06-01', '2026-06-01',
              '2026-07-01', 1, 999, 'EUR' from generate_series(1, 500) n`,
      [many.id],
    );
    await visit({}, async (page, walk) => {
      await page.goto('/account/subscriptions/list');
      await walk.signIn(many.email);
      const seen: string[] = [];
      const ids = `[...document.querySelectorAll('[data-subscription-id]')]
                     .map((row) => row.dataset.subscriptionId)`;
      for (;;) {
        seen.push(...(await page.evaluate<string[]>(ids)));
        if ((await page.getByRole('link', { name: 'More subscriptions' }).count()) === 0) break;
        await walk.follow('More subscriptions');
      }
      expect(seen).toHaveLength(500);
      expect(new Set(seen).size).toBe(500);
    });
  });
});
