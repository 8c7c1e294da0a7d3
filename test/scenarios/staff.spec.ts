import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import type { StaffRole } from '../../src/shared/actor.js';
import { makeStaff, STAFF_PASSWORD } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { BrowserSession, type BrowserPage } from '../support/browser-session.js';
import { signInStaff, staffClient, type StaffClient } from '../support/staff.js';

/** What a refused try may write: its count, its line in the audit log, the slow-down by address. */
const COUNTED = ['staff_failure', 'audit_entry', 'portal_limit'];
const SESSIONS = ['staff_session'];

describe('the staff of the console', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  const browserOf = (one: Desk = desk): BrowserSession =>
    new BrowserSession(one.url, { Origin: one.url });
  const signIn = (
    browser: BrowserSession,
    email: string,
    password = STAFF_PASSWORD,
    next?: string,
  ): Promise<BrowserPage> =>
    browser.post('/admin/login', {
      _token: null,
      email,
      password,
      ...(next === undefined ? {} : { next }),
    });
  const isSignedIn = async (browser: BrowserSession): Promise<boolean> =>
    (await browser.get('/admin/api/me')).status === 200;
  const audited = (id: string): Promise<Record<string, unknown>[]> =>
    desk.sql(`select action, actor_type as by, after from audit_entry where subject_id = $1`, [id]);
  const actions = async (id: string): Promise<unknown[]> =>
    (await audited(id)).map(({ action }) => action);

  describe('signing in', () => {
    it('works with address and password, however the address is spelled, and leads on', async () => {
      const { id, email } = await makeStaff(desk.sql);
      const browser = browserOf();
      const page = await signIn(
        browser,
        ` ${email.toUpperCase()}`,
        STAFF_PASSWORD,
        '/admin/pages/x?y=1',
      );
      expect([page.status, page.location]).toEqual([303, '/admin/pages/x?y=1']);
      const me = await staffClient(desk.url, browser, { id, email, role: 'agent' }).get(
        '/admin/api/me',
      );
      expect(me.body).toMatchObject({
        id,
        email,
        role: 'agent',
        language: 'en',
        secondFactor: false,
        secondFactorRequired: false,
      });
      expect(me.body['permissions']).toContain('reviews.decide');
      expect(await audited(id)).toEqual([
        { action: 'staff.signed_in', by: 'staff', after: { by: 'password' } },
      ]);
    });

    it.each(['//evil.example', '/account', '/admin/login', 'https://evil.example/admin'])(
      'leads nowhere else: %s',
      async (next) => {
        const { email } = await makeStaff(desk.sql);
        expect((await signIn(browserOf(), email, STAFF_PASSWORD, next)).location).toBe('/admin');
      },
    );

    it('renews the session, so that an id known before it is worth nothing', async () => {
      const { email } = await makeStaff(desk.sql);
      const browser = browserOf();
      await signIn(browser, email);
      const early = browser.copy();
      await signIn(browser, email);
      expect(browser.cookies.get('desk_staff')).not.toBe(early.cookies.get('desk_staff'));
      expect(await isSignedIn(browser)).toBe(true);
      expect(await isSignedIn(early)).toBe(false);
    });

    it('sets a cookie that no script reads and no foreign form sends', async () => {
      const { email } = await makeStaff(desk.sql);
      const { headers } = await signIn(browserOf(), email);
      const [cookie] = headers.getSetCookie();
      expect(cookie).toMatch(/^desk_staff=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
      const https = await startDesk({
        backend: onPostgres,
        env: { BASE_URL: 'https://desk.example', ROLES: 'console' },
        database: desk.database,
      });
      const browser = new BrowserSession(https.url, { Origin: 'https://desk.example' });
      const secure = (await signIn(browser, email)).headers.getSetCookie();
      await https.stop();
      expect(secure[0]).toMatch(/^__Host-desk_staff=.*; HttpOnly; Secure; SameSite=Lax$/);
    });

    it('refuses a wrong password, an unknown address and a disabled member with the same words', async () => {
      const { id, email } = await makeStaff(desk.sql);
      const off = await makeStaff(desk.sql);
      await desk.sql(`update staff_member set disabled_at = now() where id = $1`, [off.id]);
      const before = await desk.snapshot(undefined, COUNTED);
      const pages = [
        await signIn(browserOf(), email, 'wrong'),
        await signIn(browserOf(), 'nobody@example.com', STAFF_PASSWORD),
        await signIn(browserOf(), off.email, STAFF_PASSWORD),
      ];
      const told = pages.map(({ status, text }) => [
        status,
        /<div class="notice critical".*?<\/div>/.exec(text)?.[0],
      ]);
      expect(new Set(told.map(String)).size).toBe(1);
      expect(told[0]?.[0]).toBe(401);
      expect(told[0]?.[1]).toContain('The e-mail address or the password is wrong.');
      expect(await desk.snapshot(undefined, COUNTED)).toEqual(before);
      expect(await audited(id)).toEqual([
        {
          action: 'staff.sign_in_refused',
          by: 'system',
          after: { why: 'password', failures: 1 },
        },
      ]);
      expect(await audited(off.id)).toEqual([
        {
          action: 'staff.sign_in_refused',
          by: 'system',
          after: { why: 'disabled', failures: 1 },
        },
      ]);
    });

    it('asks for what is missing, in the language of the browser', async () => {
      const browser = new BrowserSession(desk.url, { 'Accept-Language': 'de-AT,de' });
      const page = await browser.post('/admin/login', { _token: null, email: 'a@b.example' });
      expect([page.status, page.text.includes('Geben Sie Ihr Passwort ein.')]).toEqual([422, true]);
      expect((await browser.get('/admin/login?lang=pl')).text).toContain('Zaloguj się');
      expect((await browser.get('/admin/login?lang=xx')).text).toContain('Anmelden');
    });

    it('ends, by the button, when idle, and in any case after 16 hours', async () => {
      const one = await signInStaff(desk, 'agent');
      const out = await one.browser.post('/admin/logout', { _token: null });
      expect(out.location).toBe('/admin/login?news=signed_out');
      expect(await isSignedIn(one.browser)).toBe(false);
      expect(await actions(one.id)).toEqual(['staff.signed_in', 'staff.signed_out']);
      const idle = await signInStaff(desk, 'agent');
      const [row] = await desk.sql<{ hours: number }>(
        `select extract(epoch from expire - now())::float / 3600 as hours from staff_session where member_id = $1`,
        [idle.id],
      );
      expect(row?.hours).toBeCloseTo(8, 1);
      await desk.sql(`update staff_session set expire = now() where member_id = $1`, [idle.id]);
      expect(await isSignedIn(idle.browser)).toBe(false);
      const long = await signInStaff(desk, 'agent');
      desk.clock.advance({ hours: 15, minutes: 59 });
      expect(await isSignedIn(long.browser)).toBe(true);
      desk.clock.advance({ minutes: 1 });
      expect(await isSignedIn(long.browser)).toBe(false);
      expect(
        await desk.sql(`select sid from staff_session where member_id = $1`, [long.id]),
      ).toEqual([]);
    });

    it('is one sign-in for all processes, and nothing for the customers', async () => {
      const other = await startDesk({
        backend: onPostgres,
        env: { ROLES: 'console' },
        database: desk.database,
      });
      const here = await signInStaff(desk, 'supervisor');
      const there = staffClient(other.url, here.browser, here);
      expect((await there.get('/admin/api/me')).body).toMatchObject({ id: here.id });
      here.browser.url = other.url;
      await there.post('/admin/api/me/sessions/end', {});
      await other.stop();
      here.browser.url = desk.url;
      expect(await isSignedIn(here.browser)).toBe(false);
      const customer = await signInStaff(desk, 'agent');
      expect((await customer.browser.get('/account')).status).toBe(303);
    });
  });

  describe('the lock', () => {
    const tries = async (email: string, count: number): Promise<BrowserPage[]> => {
      const pages: BrowserPage[] = [];
      for (let n = 0; n < count; n += 1) pages.push(await signIn(browserOf(), email, 'wrong'));
      return pages;
    };

    it('comes with the tenth wrong try, tells so, and ends by itself after 15 minutes', async () => {
      const { id, email } = await makeStaff(desk.sql);
      const pages = await tries(email, 10);
      expect(pages.map(({ status }) => status)).toEqual([...Array<number>(9).fill(401), 429]);
      expect(pages[9]?.text).toContain('This sign-in is locked');
      expect(pages[9]?.headers.get('retry-after')).toBe('900');
      const before = await desk.snapshot(undefined, ['portal_limit']);
      const right = await signIn(browserOf(), email);
      expect([right.status, right.text.includes('Wait 15 minutes.')]).toEqual([429, true]);
      expect(await desk.snapshot(undefined, ['portal_limit'])).toEqual(before);
      expect((await actions(id)).filter((one) => one === 'staff.locked')).toHaveLength(1);
      desk.clock.advance({ minutes: 14, seconds: 59 });
      expect((await signIn(browserOf(), email)).status).toBe(429);
      desk.clock.advance({ seconds: 1 });
      expect((await signIn(browserOf(), email)).status).toBe(303);
      expect(await desk.sql(`select * from staff_failure where key = $1`, [id])).toEqual([]);
    });

    it('does not tell an address that nobody has from one that somebody has', async () => {
      const pages = await tries('nobody.at.all@example.com', 11);
      expect(pages.map(({ status }) => status)).toEqual([...Array<number>(9).fill(401), 429, 429]);
      expect(await desk.sql(`select key from staff_failure where key like '%nobody%'`)).toEqual([]);
    });

    it('lets no more than ten of many at once through', async () => {
      const { id, email } = await makeStaff(desk.sql);
      const answers = await Promise.all(
        Array.from({ length: 25 }, () => signIn(browserOf(), email, 'wrong')),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
      expect((await actions(id)).filter((one) => one === 'staff.sign_in_refused')).toHaveLength(10);
    });

    it('is taken away by an administrator, and not by the locked person', async () => {
      const locked = await signInStaff(desk, 'administrator');
      const { id, email } = locked;
      await tries(email, 10);
      expect((await locked.post(`/admin/api/staff/${id}/unlock`)).body).toMatchObject({
        code: 'own_membership',
      });
      const boss = await signInStaff(desk, 'administrator');
      const seen = await boss.get(`/admin/api/staff/${id}`);
      expect(seen.body['lockedUntil']).toMatch(/^\d{4}-.*Z$/);
      const unlocked = await boss.post(`/admin/api/staff/${id}/unlock`);
      expect([unlocked.status, unlocked.body['lockedUntil']]).toEqual([200, null]);
      expect((await signIn(browserOf(), email)).status).toBe(303);
      expect(await actions(id)).toContain('staff.unlocked');
    });
  });

  describe('the second factor', () => {
    const codeFor = (secret: unknown): string =>
      generateSync({
        secret: String(secret),
        epoch: Math.floor(desk.clock.now().getTime() / 1_000),
      });

    interface Enrolled {
      client: StaffClient;
      secret: string;
      codes: string[];
    }

    async function enrol(role: StaffRole = 'agent'): Promise<Enrolled> {
      const client = await signInStaff(desk, role);
      const begun = await client.post('/admin/api/me/second-factor/enrol', {});
      const { secret, enrolment } = begun.body;
      const code = codeFor(secret);
      const done = await client.post('/admin/api/me/second-factor/confirm', { enrolment, code });
      expect(done.status).toBe(200);
      desk.clock.advance({ seconds: 60 });
      return { client, secret: String(secret), codes: done.body['recoveryCodes'] as string[] };
    }
    const give = (browser: BrowserSession, code: string): Promise<BrowserPage> =>
      browser.post('/admin/login/second-factor', { _token: null, code });

    it('is set by its first code, with ten recovery codes; nothing is stored before', async () => {
      const client = await signInStaff(desk, 'agent');
      const before = await desk.snapshot(undefined, SESSIONS);
      const begun = await client.post('/admin/api/me/second-factor/enrol', {});
      expect(begun.body['qrCode']).toMatch(/^<svg /);
      expect(begun.body['address']).toMatch(/^otpauth:\/\/totp\/Cancellation%20Desk/);
      const { secret, enrolment } = begun.body;
      const wrong = await client.post('/admin/api/me/second-factor/confirm', {
        enrolment,
        code: codeFor(secret) === '000000' ? '000001' : '000000',
      });
      expect([wrong.status, wrong.body['code']]).toEqual([422, 'invalid_input']);
      const foreign = await signInStaff(desk, 'agent');
      const stolen = { enrolment, code: codeFor(secret) };
      expect(
        (await foreign.post('/admin/api/me/second-factor/confirm', stolen)).body,
      ).toMatchObject({ errors: [{ pointer: '/enrolment', code: 'enrolment_over' }] });
      expect(await desk.snapshot(['staff_recovery_code'])).toEqual({
        staff_recovery_code: before['staff_recovery_code'],
      });
      const cookie = client.browser.cookies.get('desk_staff');
      const done = await client.post('/admin/api/me/second-factor/confirm', stolen);
      expect(new Set(done.body['recoveryCodes'] as string[]).size).toBe(10);
      expect(client.browser.cookies.get('desk_staff')).not.toBe(cookie);
      expect((await client.get('/admin/api/me')).body).toMatchObject({
        secondFactor: true,
        recoveryCodesLeft: 10,
      });
      const [row] = await desk.sql<{ secret: Buffer }>(
        `select totp_secret as secret from staff_member where id = $1`,
        [client.id],
      );
      expect(row?.secret.includes(Buffer.from(String(secret)))).toBe(false);
      expect(await actions(client.id)).toEqual(['staff.signed_in', 'staff.second_factor_set']);
    });

    it('is asked for after the password; until then nothing opens', async () => {
      const { client, secret } = await enrol();
      const browser = browserOf();
      const page = await signIn(browser, client.email, STAFF_PASSWORD, '/admin/pages/x');
      expect(page.location).toBe('/admin/login/second-factor?next=%2Fadmin%2Fpages%2Fx');
      const half = staffClient(desk.url, browser, client);
      const before = await desk.snapshot(undefined, SESSIONS);
      expect((await half.get('/admin/api/me')).body['code']).toBe('second_factor_needed');
      expect((await half.put('/admin/api/me/language', { language: 'pl' })).status).toBe(401);
      expect((await half.post('/admin/api/me/sessions/end', {})).status).toBe(401);
      expect(await desk.snapshot(undefined, SESSIONS)).toEqual(before);
      const early = browser.copy();
      const done = await browser.post('/admin/login/second-factor', {
        _token: null,
        code: codeFor(secret),
        next: '/admin/pages/x',
      });
      expect(done.location).toBe('/admin/pages/x');
      expect(await isSignedIn(browser)).toBe(true);
      expect(await isSignedIn(early)).toBe(false);
      expect((await audited(client.id)).at(-1)).toMatchObject({
        action: 'staff.signed_in',
        after: { by: 'password', secondFactor: 'totp' },
      });
    });

    it('takes no code twice, not even at the same time', async () => {
      const { client, secret } = await enrol();
      const browsers = [browserOf(), browserOf(), browserOf()];
      for (const browser of browsers) await signIn(browser, client.email);
      const code = codeFor(secret);
      const pages = await Promise.all(browsers.slice(0, 2).map((one) => give(one, code)));
      expect(pages.map(({ status }) => status).sort()).toEqual([303, 401]);
      const before = await desk.snapshot(undefined, COUNTED);
      const replayed = await give(browsers[2] as BrowserSession, code);
      expect([replayed.status, replayed.text.includes('was used before')]).toEqual([401, true]);
      expect(await desk.snapshot(undefined, COUNTED)).toEqual(before);
      desk.clock.advance({ seconds: 30 });
      expect((await give(browsers[2] as BrowserSession, codeFor(secret))).status).toBe(303);
    });

    it('takes each recovery code once, however it is typed', async () => {
      const { client, codes } = await enrol();
      const [code = ''] = codes;
      const browser = browserOf();
      await signIn(browser, client.email);
      const typed = ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')} `;
      expect((await give(browser, typed)).status).toBe(303);
      expect((await audited(client.id)).at(-1)).toMatchObject({
        after: { secondFactor: 'recovery_code', recoveryCodesLeft: 9 },
      });
      const again = browserOf();
      await signIn(again, client.email);
      expect((await give(again, code)).status).toBe(401);
      expect(await isSignedIn(again)).toBe(false);
    });

    it('counts wrong codes with wrong passwords, which a right password does not forgive', async () => {
      const { client, secret } = await enrol();
      for (let n = 0; n < 5; n += 1) await signIn(browserOf(), client.email, 'wrong');
      const browser = browserOf();
      await signIn(browser, client.email);
      const statuses = [];
      for (let n = 0; n < 5; n += 1) statuses.push((await give(browser, 'no code')).status);
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
      expect((await give(browser, codeFor(secret))).status).toBe(429);
      expect(await isSignedIn(browser)).toBe(false);
      desk.clock.advance({ minutes: 15 });
      expect((await give(browser, codeFor(secret))).status).toBe(303);
    });

    it('is removed, and its codes renewed, with the password alone', async () => {
      const { client, codes } = await enrol();
      const before = await desk.snapshot(['staff_member', 'staff_recovery_code']);
      for (const act of ['remove', 'recovery-codes']) {
        const path = `/admin/api/me/second-factor/${act}`;
        expect((await client.post(path, { password: 'wrong' })).body).toMatchObject({
          status: 422,
          errors: [{ pointer: '/password', code: 'wrong_password' }],
        });
      }
      expect(await desk.snapshot(['staff_member', 'staff_recovery_code'])).toEqual(before);
      const renewed = await client.post('/admin/api/me/second-factor/recovery-codes', {
        password: STAFF_PASSWORD,
      });
      expect(renewed.body['recoveryCodes']).toHaveLength(10);
      const browser = browserOf();
      await signIn(browser, client.email);
      expect((await give(browser, codes[1] ?? '')).status).toBe(401);
      const removed = await client.post('/admin/api/me/second-factor/remove', {
        password: STAFF_PASSWORD,
      });
      expect(removed.body).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
      expect((await signIn(browserOf(), client.email)).location).toBe('/admin');
    });

    it('is set up before anything else where it is required', async () => {
      const strict = await startDesk({
        backend: onPostgres,
        env: { STAFF_SECOND_FACTOR: 'required', ROLES: 'console' },
        database: desk.database,
        clock: desk.clock,
      });
      const { id, email } = await makeStaff(desk.sql);
      const browser = browserOf(strict);
      expect((await signIn(browser, email)).location).toBe('/admin/second-factor/enrol');
      const client = staffClient(strict.url, browser, { id, email, role: 'agent' });
      expect((await client.get('/admin/api/me')).body['code']).toBe('second_factor_needed');
      const page = await browser.get('/admin/second-factor/enrol');
      expect(page.text).toContain('<svg ');
      const field = (name: string, text: string): string =>
        new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
      const secret = /class="code">([A-Z2-7 ]+)</.exec(page.text)?.[1]?.replaceAll(' ', '') ?? '';
      const enrolment = field('enrolment', page.text);
      const code = codeFor(secret);
      const wrong = await browser.post('/admin/second-factor/enrol', {
        _token: null,
        enrolment,
        code: code === '000000' ? '000001' : '000000',
      });
      // The app keeps what it has scanned.
      expect([wrong.status, wrong.text.includes(secret.slice(0, 4))]).toEqual([422, true]);
      const done = await browser.post('/admin/second-factor/enrol', {
        _token: null,
        enrolment: field('enrolment', wrong.text),
        code,
      });
      expect([done.status, done.text.includes('Keep your recovery codes')]).toEqual([200, true]);
      expect((await client.get('/admin/api/me')).body).toMatchObject({
        secondFactor: true,
        secondFactorRequired: true,
      });
      await strict.stop();
    });

    it('is taken away by an administrator when phone and codes are lost', async () => {
      const { client } = await enrol();
      const boss = await signInStaff(desk, 'administrator');
      const reset = await boss.post(`/admin/api/staff/${client.id}/reset-second-factor`);
      expect(reset.body).toMatchObject({ id: client.id, secondFactor: false });
      expect((await signIn(browserOf(), client.email)).location).toBe('/admin');
      expect((await audited(client.id)).at(-2)).toMatchObject({
        action: 'staff.second_factor_removed',
        by: 'staff',
      });
    });
  });
});
