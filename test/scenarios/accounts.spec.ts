import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { ForgetSessions } from '../../src/accounts/forget-sessions.js';
import { FAILURES_TOLD } from '../../src/accounts/limits/sign-in-limits.js';
import { makeAccount, type AccountRow } from '../factories/account.js';
import { makeCustomer, PASSWORD } from '../factories/password.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { BrowserSession, type BrowserPage } from '../support/browser-session.js';

const WRONG = 'a wrong password';
/** What a sign-in that is refused may write: limits and the audit of the refusal. */
const COUNTED = ['portal_limit', 'audit_entry'];

describe('accounts', () => {
  let desk: Desk;

  beforeAll(async () => {
    // A proxy that is trusted: so every test comes from an address of the network of its own.
    desk = await startDesk({ backend: onPostgres, env: { TRUST_PROXY: '1' } });
  });
  afterAll(() => desk.stop());

  let addresses = 0;
  const browser = (from = `198.51.100.${(addresses += 1)}`, url = desk.url): BrowserSession =>
    new BrowserSession(url, { 'X-Forwarded-For': from });
  const customer = (): Promise<AccountRow> => makeCustomer(desk.sql, { language: 'en' });
  const isSignedIn = async (one: BrowserSession): Promise<boolean> =>
    (await one.get('/account')).status === 200;
  const sessionsOf = ({ id }: AccountRow): Promise<{ sid: string }[]> =>
    desk.sql(`select sid from portal_session where sess->>'accountId' = $1`, [id]);
  const auditOf = async ({ id }: AccountRow): Promise<unknown[]> =>
    (
      await desk.sql<{ action: string }>(
        `select action from audit_entry where subject_id = $1 order by id`,
        [id],
      )
    ).map(({ action }) => action);
  /** What the page says, without its token and the address that was typed in. */
  const said = ({ status, text }: BrowserPage, email: string): string =>
    `${status} ${text.replace(/name="_token" value="[^"]*"/g, '').replaceAll(email, 'EMAIL')}`;

  describe('sign-in', () => {
    it('opens the doors and says who is there, whatever the case of the address', async () => {
      const account = await customer();
      const one = browser();
      const page = await one.signIn(` ${account.email.toUpperCase()} `, PASSWORD, '/account');
      expect(page.status).toBe(200);
      expect(page.text).toContain('Anna Kowalska');
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(await auditOf(account)).toEqual(['account.signed_in']);
    });

    it('leads to the page that was asked for, and never to another host', async () => {
      const account = await customer();
      const one = browser();
      const refused = await one.get('/account/subscriptions?x=1');
      expect([refused.status, refused.location]).toEqual([
        303,
        '/sign-in?next=%2Faccount%2Fsubscriptions%3Fx%3D1',
      ]);
      const asked = await one.get(refused.location ?? '');
      expect(asked.text).toContain('name="next" value="/account/subscriptions?x=1"');
      const fields = { email: account.email, password: PASSWORD };
      const next = '/account/subscriptions?x=1';
      expect((await one.post('/sign-in', { ...fields, next })).location).toBe(next);
      for (const evil of [
        '//evil.example',
        'https://evil.example',
        '/\\evil.example',
        '/sign-out',
      ]) {
        const other = browser();
        const page = await other.get(`/sign-in?next=${encodeURIComponent(evil)}`);
        expect(page.text).not.toContain('evil.example"');
        const led = await other.post('/sign-in', { ...fields, next: evil });
        expect([led.status, led.location]).toEqual([303, '/digital-locker']);
      }
    });

    it('begins a session under a new id, with a cookie that no script reads', async () => {
      const account = await customer();
      const planted = (await sessionsOf(account)).length;
      expect(planted).toBe(0);
      const one = browser();
      await one.get('/sign-in');
      expect([...one.cookies.keys()]).toEqual(['desk_form']);
      one.cookies.set('desk_session', 's%3Aplanted.by-somebody');
      const page = await one.post('/sign-in', { email: account.email, password: PASSWORD });
      const cookie = page.headers.getSetCookie().find((line) => line.startsWith('desk_session='));
      expect(cookie).toMatch(/^desk_session=s%3A(?!planted).*; HttpOnly; SameSite=Lax$/);
      const [first] = await sessionsOf(account);
      await one.post('/sign-in', { email: account.email, password: PASSWORD });
      // The form was made before the sign-in: its token is worth nothing now.
      expect(await sessionsOf(account)).toEqual([first]);
      await one.open('/account');
      await one.post('/sign-in', { email: account.email, password: PASSWORD });
      const again = await sessionsOf(account);
      expect(again).toHaveLength(1);
      expect(again).not.toEqual([first]);
    });

    it('answers a wrong password and an unknown address alike, and changes nothing', async () => {
      const account = await customer();
      const unset = await makeAccount(desk.sql);
      const before = await desk.snapshot(undefined, COUNTED);
      const [wrong, unknown, without] = await Promise.all(
        [account.email, 'nobody@example.com', unset.email].map(async (email) => {
          const one = browser();
          await one.get('/sign-in');
          return said(await one.post('/sign-in', { email, password: WRONG }), email);
        }),
      );
      expect(wrong).toMatch(/^401 .*The e-mail address or the password is wrong/);
      expect(unknown).toBe(wrong);
      expect(without).toBe(wrong);
      expect(await desk.snapshot(undefined, COUNTED)).toEqual(before);
      expect(await auditOf(account)).toEqual(['account.sign_in_refused']);
      const log = JSON.stringify(await desk.sql(`select * from audit_entry`));
      expect(log).not.toMatch(/nobody@|198\.51\.100|a wrong password/);
    });

    it('asks for what is missing, and shows foreign words as words', async () => {
      const one = browser();
      await one.get('/sign-in');
      const before = await desk.snapshot();
      const page = await one.post('/sign-in', {
        email: '"><script>alert(1)</script>',
        password: ' ',
      });
      expect(page.status).toBe(422);
      expect(page.text).toContain('Enter your password.');
      expect(page.text).not.toContain('<script>alert');
      expect(page.text).not.toContain(`value=" "`);
      expect(await desk.snapshot()).toEqual(before);
    });

    it('takes a password however long and odd as a wrong one', async () => {
      const account = await customer();
      const one = browser();
      await one.get('/sign-in');
      for (const password of ['x'.repeat(50_000), '\u0000', '🙂', "' or 1=1 --"]) {
        const { status } = await one.post('/sign-in', { email: account.email, password });
        expect(status).toBe(401);
      }
      expect(await sessionsOf(account)).toEqual([]);
    });
  });

  describe('sessions', () => {
    it('are shared by processes and survive a restart', async () => {
      const account = await customer();
      const one = browser();
      await one.signIn(account.email, PASSWORD);
      const other = await startDesk({
        backend: onPostgres,
        database: desk.database,
        clock: desk.clock,
        env: { ROLES: 'portal' },
      });
      const elsewhere = one.copy();
      elsewhere.url = other.url;
      expect(await isSignedIn(elsewhere)).toBe(true);
      await elsewhere.open('/account');
      await elsewhere.post('/sign-out');
      await other.stop();
      expect(await isSignedIn(one)).toBe(false);
    });

    it('leave no trace of visitors who do not sign in', async () => {
      const before = await desk.snapshot();
      const one = browser();
      for (const path of ['/', '/sign-in', '/account', '/forgot-password', '/nothing']) {
        await one.open(path);
      }
      expect(await desk.snapshot()).toEqual(before);
      expect([...one.cookies.keys()]).toEqual(['desk_form']);
    });

    it('end with the sign-out: the cookie that somebody copied opens nothing', async () => {
      const account = await customer();
      const one = browser();
      await one.signIn(account.email, PASSWORD, '/account');
      const thief = one.copy();
      const page = await one.follow(await one.post('/sign-out'));
      expect(page.text).toContain('You are signed out.');
      expect(one.cookies.has('desk_session')).toBe(false);
      expect(await isSignedIn(thief)).toBe(false);
      expect(await sessionsOf(account)).toEqual([]);
      expect((await one.post('/sign-out')).status).toBe(303);
    });

    it('end everywhere at once, for this account alone, also one being written down', async () => {
      const [account, other] = [await customer(), await customer()];
      const phone = browser();
      await phone.signIn(account.email, PASSWORD);
      const desktop = browser();
      await desktop.signIn(account.email, PASSWORD, '/account');
      const neighbour = browser();
      await neighbour.signIn(other.email, PASSWORD);
      const rows = await desk.sql(
        `select sid, sess::text as sess, expire from portal_session where sess->>'accountId' = $1`,
        [account.id],
      );
      const page = await desktop.follow(await desktop.post('/sign-out-everywhere'));
      expect(page.text).toContain('signed out on all devices');
      expect(await sessionsOf(account)).toEqual([]);
      // A process that was slow to write its session writes it now.
      for (const { sid, sess, expire } of rows) {
        await desk.sql(`insert into portal_session values ($1, $2::json, $3)`, [sid, sess, expire]);
      }
      expect(await isSignedIn(phone)).toBe(false);
      expect(await sessionsOf(account)).toHaveLength(rows.length - 1);
      expect(await isSignedIn(neighbour)).toBe(true);
      expect(await auditOf(account)).toContain('account.signed_out_everywhere');
    });

    it('end when idle for a day and, however busy, after thirty', async () => {
      const account = await customer();
      const one = browser();
      await one.signIn(account.email, PASSWORD);
      const idle = `update portal_session set expire = now() + $2::interval where sess->>'accountId' = $1`;
      await desk.sql(idle, [account.id, '1 minute']);
      expect(await isSignedIn(one)).toBe(true);
      const [prolonged] = await desk.sql(
        `select expire > now() + interval '23 hours' as long from portal_session where sess->>'accountId' = $1`,
        [account.id],
      );
      expect(prolonged).toEqual({ long: true });
      await desk.sql(idle, [account.id, '-1 minute']);
      expect(await isSignedIn(one)).toBe(false);
      const busy = browser();
      await busy.signIn(account.email, PASSWORD);
      desk.clock.advance({ days: 29, hours: 23 });
      expect(await isSignedIn(busy)).toBe(true);
      desk.clock.advance({ hours: 1 });
      expect(await isSignedIn(busy)).toBe(false);
    });

    it('are forgotten by the clock once they are over, and so are limits and old links', async () => {
      const account = await customer();
      const one = browser();
      await one.signIn(account.email, PASSWORD);
      await desk.sql(
        `insert into portal_session values ('over', '{"accountId": "x"}', now() - interval '1 second')`,
      );
      await desk.sql(`insert into portal_limit values ('over', 1, 1), ('running', 1, 9e12)`);
      await desk.sql(
        `insert into password_reset (id, account_id, requested_at, expires_at)
         values (gen_random_uuid(), $1, now() - interval '31 days', now() - interval '31 days')`,
        [account.id],
      );
      await new ForgetSessions(desk.app.get(EntityManager, { strict: false })).run();
      expect(await desk.sql(`select sid from portal_session where sid = 'over'`)).toEqual([]);
      expect(
        await desk.sql(`select key from portal_limit where key in ('over', 'running')`),
      ).toEqual([{ key: 'running' }]);
      expect(
        await desk.sql(`select id from password_reset where account_id = $1`, [account.id]),
      ).toEqual([]);
      expect(await isSignedIn(one)).toBe(true);
    });

    it('have cookies for https and this host alone where visitors come by https', async () => {
      const account = await customer();
      const secure = await startDesk({
        backend: onPostgres,
        database: desk.database,
        clock: desk.clock,
        env: { ROLES: 'portal', BASE_URL: 'https://desk.example' },
      });
      const one = browser(undefined, secure.url);
      await one.get('/sign-in');
      const { headers } = await one.post('/sign-in', { email: account.email, password: PASSWORD });
      await secure.stop();
      expect(headers.getSetCookie()).toHaveLength(2);
      for (const line of headers.getSetCookie()) {
        expect(line).toMatch(/^__Host-desk_(session|device)=.*; HttpOnly; Secure; SameSite=Lax$/);
        expect(line).toContain('; Path=/;');
        expect(line).not.toContain('Domain');
      }
    });
  });

  describe('forms', () => {
    async function expectRefusal(answer: Promise<BrowserPage>): Promise<void> {
      const before = await desk.snapshot();
      const page = await answer;
      expect(page.status).toBe(403);
      expect(page.text).toMatch(/<h1>/);
      expect(await desk.snapshot()).toEqual(before);
    }

    it('are refused without a token of this very browser', async () => {
      const account = await customer();
      const fields = { email: account.email, password: PASSWORD };
      const one = browser();
      const { token } = await one.get('/sign-in');
      await expectRefusal(one.post('/sign-in', { ...fields, _token: null }));
      await expectRefusal(one.post('/sign-in', { ...fields, _token: '' }));
      await expectRefusal(one.post('/sign-in', { ...fields, _token: `${token}0` }));
      const { token: foreign } = await browser().get('/sign-in');
      await expectRefusal(one.post('/sign-in', { ...fields, _token: foreign }));
      const bare = browser();
      await expectRefusal(bare.post('/sign-in', { ...fields, _token: token }));
      // The cookie made to fit by somebody who can plant one, but cannot sign.
      bare.cookies.set('desk_form', 'planted.planted');
      await expectRefusal(bare.post('/sign-in', { ...fields, _token: 'planted.planted' }));
    });

    it('are refused when they come from elsewhere', async () => {
      const account = await customer();
      const fields = { email: account.email, password: PASSWORD };
      const one = browser();
      await one.get('/sign-in');
      const foreign: Record<string, string>[] = [
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site' },
      ];
      for (const headers of foreign) {
        await expectRefusal(one.post('/sign-in', fields, { headers }));
      }
      const own = { Origin: desk.url, 'Sec-Fetch-Site': 'same-origin' };
      expect((await one.post('/sign-in', fields, { headers: own })).status).toBe(303);
    });

    it('of another session, of before the sign-in and of after it, change nothing', async () => {
      const [account, other] = [await customer(), await customer()];
      const one = browser();
      const { token: early } = await one.get('/sign-in');
      await one.signIn(account.email, PASSWORD, '/account');
      await expectRefusal(one.post('/sign-out-everywhere', { _token: early }));
      const stranger = browser();
      await stranger.signIn(other.email, PASSWORD, '/account');
      const { token: stolen } = await stranger.get('/account');
      await expectRefusal(one.post('/sign-out-everywhere', { _token: stolen }));
      // The cookie of the token stolen as well: it is bound to the session all the same.
      const planted = one.copy();
      planted.cookies.set('desk_form', stranger.cookies.get('desk_form') ?? '');
      await expectRefusal(planted.post('/sign-out-everywhere', { _token: stolen }));
      expect(await isSignedIn(one)).toBe(true);
      expect(await isSignedIn(stranger)).toBe(true);
    });

    it('in two tabs both work, and a page that is missing spoils neither', async () => {
      const account = await customer();
      const one = browser();
      await one.signIn(account.email, PASSWORD, '/account');
      const first = await one.get('/account');
      const second = await one.get('/digital-locker');
      expect(first.token).not.toBeNull();
      await one.get('/nothing/here');
      expect(second.token).toBe(first.token);
      expect((await one.post('/sign-out', { _token: first.token })).status).toBe(303);
    });
  });

  describe('guessing', () => {
    /** As many wrong tries as said; answers the last page. */
    async function guess(one: BrowserSession, email: string, times: number): Promise<BrowserPage> {
      let page = await one.get('/sign-in');
      for (let n = 0; n < times; n += 1)
        page = await one.post('/sign-in', { email, password: WRONG });
      return page;
    }

    it('has to wait after five wrong passwords, longer each time, and the page says how long', async () => {
      const account = await customer();
      const one = browser();
      expect((await guess(one, account.email, 5)).status).toBe(401);
      const before = await desk.snapshot();
      const waiting = await one.post('/sign-in', { email: account.email, password: PASSWORD });
      expect(waiting.status).toBe(429);
      expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(20);
      expect(waiting.text).toMatch(/Try again in (2\d|30) seconds\./);
      expect(await desk.snapshot()).toEqual(before);
      const pass = `update portal_limit set expire = 1 where key like 'sign-in-gate:%'`;
      await desk.sql(pass);
      expect((await one.post('/sign-in', { email: account.email, password: WRONG })).status).toBe(
        401,
      );
      const longer = await one.post('/sign-in', { email: account.email, password: PASSWORD });
      expect(Number(longer.headers.get('retry-after'))).toBeGreaterThan(45);
      await desk.sql(pass);
      const right = await one.post('/sign-in', { email: account.email, password: PASSWORD });
      expect(right.status).toBe(303);
      // The right password ends it: the next five are free again.
      expect((await guess(browser('203.0.113.99'), account.email, 4)).status).toBe(401);
    });

    it('waits for unknown addresses just the same', async () => {
      const email = 'nobody.at.all@example.com';
      const one = browser();
      await guess(one, email, 5);
      expect((await one.post('/sign-in', { email, password: WRONG })).status).toBe(429);
    });

    it('gains nothing by many tries at once', async () => {
      const account = await customer();
      const one = browser();
      await one.get('/sign-in');
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          one.post('/sign-in', { email: account.email, password: WRONG }),
        ),
      );
      const made = answers.filter(({ status }) => status === 401);
      expect(made.length).toBeLessThanOrEqual(6);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - made.length);
    });

    it('never locks the owner out, neither elsewhere nor on a known device', async () => {
      const account = await customer();
      const laptop = browser('192.0.2.1');
      await laptop.signIn(account.email, PASSWORD);
      await laptop.open('/account');
      await laptop.post('/sign-out');
      // Strangers, also from the laptop's own address of the network.
      for (let n = 0; n < 3; n += 1) {
        await guess(browser(n === 0 ? '192.0.2.1' : undefined), account.email, 6);
      }
      expect((await browser('192.0.2.1').signIn(account.email, PASSWORD)).status).toBe(429);
      await laptop.signIn(account.email, PASSWORD);
      expect(await isSignedIn(laptop)).toBe(true);
      const phone = browser();
      await phone.signIn(account.email, PASSWORD);
      expect(await isSignedIn(phone)).toBe(true);
    });

    it('on a known device has to wait too', async () => {
      const account = await customer();
      const thief = browser();
      await thief.signIn(account.email, PASSWORD);
      await thief.open('/account');
      await thief.post('/sign-out');
      await guess(thief, account.email, 5);
      expect(
        (await thief.post('/sign-in', { email: account.email, password: PASSWORD })).status,
      ).toBe(429);
    });

    it('slows an address down that fails at very many accounts, but not its known devices', async () => {
      const account = await customer();
      const known = browser('192.0.2.200');
      await known.signIn(account.email, PASSWORD);
      await desk.sql(
        `update portal_limit set points = 99 where key = (
           select key from portal_limit where key like 'sign-in-address-failures:%'
            order by expire desc limit 1)`,
      );
      const stranger = browser('192.0.2.200');
      expect((await guess(stranger, 'one@example.com', 1)).status).toBe(401);
      expect((await guess(stranger, 'two@example.com', 1)).status).toBe(429);
      const again = known.copy();
      again.cookies.delete('desk_session');
      expect((await again.signIn(account.email, PASSWORD)).status).toBe(200);
    });

    it('is told to the owner, once', async () => {
      const account = await customer();
      for (let n = 0; n < FAILURES_TOLD / 5 + 1; n += 1) await guess(browser(), account.email, 5);
      const mail = await desk.waitFor(
        `select subject, text, data::text as data from notification
          where account_id = $1 and state = 'kept' and template = 'sign_in_attempts'`,
        [account.id],
      );
      expect(mail['subject']).toBe('Wrong passwords at your account (Cancellation Desk)');
      expect(mail['text']).toContain(`${FAILURES_TOLD} sign-ins to your account`);
      const mails = await desk.sql(`select id from notification where account_id = $1`, [
        account.id,
      ]);
      expect(mails).toHaveLength(1);
    });
  });

  describe('password reset', () => {
    /** Asks for a link and answers the path that the mail leads to. */
    async function askForLink(one: BrowserSession, account: AccountRow): Promise<string> {
      const page = await one.submit('/forgot-password', { email: account.email });
      expect(page.status).toBe(200);
      const mail = await desk.waitFor(
        `select n.text, n.data::text as data from notification n
          where n.state = 'kept' and n.data->>'resetId' = (
            select max(id::text) from password_reset where account_id = $1)`,
        [account.id],
      );
      const link = /\/reset-password\/\S+/.exec(String(mail['text']))?.[0] ?? '';
      expect(mail['data']).not.toContain(link.split('.').at(-1));
      return link;
    }

    it('sets a password by a link that works once, ends all sessions, and tells the owner', async () => {
      const account = await customer();
      const old = browser();
      await old.signIn(account.email, PASSWORD);
      const one = browser();
      const link = await askForLink(one, account);
      expect(await isSignedIn(old)).toBe(true);
      // Mail scanners open links: that uses nothing up.
      expect((await one.get(link)).status).toBe(200);
      expect((await one.get(link)).status).toBe(200);
      const password = 'another good password';
      const done = await one.follow(await one.post(link, { password }));
      expect(done.text).toContain('Your new password is set.');
      expect(await isSignedIn(old)).toBe(false);
      expect((await browser().signIn(account.email, PASSWORD)).status).toBe(401);
      expect((await browser().signIn(account.email, password)).status).toBe(200);
      const before = await desk.snapshot(['account_password', 'password_reset', 'account']);
      const again = await one.submit(link, { password: 'a third good password' });
      expect(again.status).toBe(404);
      expect(again.text).toContain('This link opens nothing any more');
      expect(await desk.snapshot(['account_password', 'password_reset', 'account'])).toEqual(
        before,
      );
      const mail = await desk.waitFor(
        `select subject from notification where account_id = $1 and template = 'password_changed' and state = 'kept'`,
        [account.id],
      );
      expect(mail['subject']).toBe('Your password was changed (Cancellation Desk)');
      expect(await auditOf(account)).toEqual(
        expect.arrayContaining(['account.password_reset_requested', 'account.password_changed']),
      );
    });

    it('sets the first password of an account that has none', async () => {
      const account = await makeAccount(desk.sql, { language: 'en' });
      const one = browser();
      const link = await askForLink(one, account);
      const password = 'a first good password';
      await one.submit(link, { password });
      expect((await one.signIn(account.email, password)).status).toBe(200);
    });

    it('of two uses at once lets one through', async () => {
      const account = await customer();
      const one = browser();
      const link = await askForLink(one, account);
      await one.get(link);
      const answers = await Promise.all(
        ['a good password 1', 'a good password 2'].map((password) => one.post(link, { password })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
    });

    it('refuses a weak password, and the link stays good', async () => {
      const account = await customer();
      const one = browser();
      const link = await askForLink(one, account);
      await one.get(link);
      const before = await desk.snapshot();
      for (const [password, words] of [
        ['short', 'too short'],
        ['x'.repeat(201), 'too long'],
        ['password1234', 'others guess first'],
        ['Anna Kowalska 1', 'your own name'],
      ] as const) {
        const page = await one.post(link, { password });
        expect(page.status).toBe(422);
        expect(page.text).toContain(words);
        expect(page.text).not.toContain(`value="${password}"`);
      }
      expect(await desk.snapshot()).toEqual(before);
      expect((await one.post(link, { password: 'a good password' })).status).toBe(303);
    });

    it('opens nothing after an hour, after a newer one was used, or when one character differs', async () => {
      const account = await customer();
      const one = browser();
      const first = await askForLink(one, account);
      desk.clock.advance({ minutes: 59 });
      expect((await one.get(first)).status).toBe(200);
      const altered = `${first.slice(0, -1)}${first.endsWith('A') ? 'B' : 'A'}`;
      for (const path of [altered, first.split('.')[0] ?? '', '/reset-password/x']) {
        expect((await one.get(path)).status).toBe(404);
      }
      desk.clock.advance({ minutes: 1 });
      expect((await one.get(first)).status).toBe(404);
      const before = await desk.snapshot(['account_password', 'password_reset']);
      expect((await one.post(first, { password: 'a good password' })).status).toBe(404);
      expect(await desk.snapshot(['account_password', 'password_reset'])).toEqual(before);
      const second = await askForLink(one, account);
      const third = await askForLink(one, account);
      await one.submit(third, { password: 'a good password' });
      expect((await one.get(second)).status).toBe(404);
    });

    it('answers alike for known and unknown addresses, and never floods a mailbox', async () => {
      const account = await customer();
      const one = browser();
      const known = said(
        await one.submit('/forgot-password', { email: account.email }),
        account.email,
      );
      const before = await desk.snapshot(undefined, [
        'portal_limit',
        'notification',
        'audit_entry',
      ]);
      const email = 'nobody@example.com';
      const unknown = said(await one.submit('/forgot-password', { email }), email);
      expect(unknown).toBe(known);
      expect(
        await desk.snapshot(undefined, ['portal_limit', 'notification', 'audit_entry']),
      ).toEqual(before);
      for (let n = 0; n < 4; n += 1) {
        const page = await browser().submit('/forgot-password', { email: account.email });
        expect(said(page, account.email)).toBe(known);
      }
      const rows = await desk.sql(`select id from password_reset where account_id = $1`, [
        account.id,
      ]);
      expect(rows).toHaveLength(3);
      expect((await one.submit('/forgot-password', { email: 'no address' })).status).toBe(422);
    });

    it('has to wait when one address of the network asks too often', async () => {
      const account = await customer();
      const one = browser();
      await one.submit('/forgot-password', { email: 'nobody@example.com' });
      await desk.sql(`update portal_limit set points = 20 where key like 'reset-address:%'`);
      const before = await desk.snapshot(['notification', 'password_reset', 'audit_entry']);
      const page = await one.submit('/forgot-password', { email: account.email });
      expect(page.status).toBe(429);
      expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(3_500);
      expect(page.text).toContain('Try again in 60 minutes.');
      expect(await desk.snapshot(['notification', 'password_reset', 'audit_entry'])).toEqual(
        before,
      );
    });
  });
});
