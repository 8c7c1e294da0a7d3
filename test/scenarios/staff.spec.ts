import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeStaff, STAFF_PASSWORD } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { BrowserSession } from '../support/browser-session.js';
import { signInStaff, staffClient } from '../support/staff.js';
import { actions, audited, browserOf, COUNTED, isSignedIn, signIn } from './support/staff-world.js';

describe('signing in to the console', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  it('works with address and password, however the address is spelled, and leads on', async () => {
    const { id, email } = await makeStaff(desk.sql);
    const browser = browserOf(desk);
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
    expect(await audited(desk, id)).toEqual([
      { action: 'staff.signed_in', by: 'staff', after: { by: 'password' } },
    ]);
  });

  it.each(['//evil.example', '/account', '/admin/login', 'https://evil.example/admin'])(
    'leads nowhere else: %s',
    async (next) => {
      const { email } = await makeStaff(desk.sql);
      expect((await signIn(browserOf(desk), email, STAFF_PASSWORD, next)).location).toBe('/admin');
    },
  );

  it('renews the session, so that an id known before it is worth nothing', async () => {
    const { email } = await makeStaff(desk.sql);
    const browser = browserOf(desk);
    await signIn(browser, email);
    const early = browser.copy();
    await signIn(browser, email);
    expect(browser.cookies.get('desk_staff')).not.toBe(early.cookies.get('desk_staff'));
    expect(await isSignedIn(browser)).toBe(true);
    expect(await isSignedIn(early)).toBe(false);
  });

  it('sets a cookie that no script reads and no foreign form sends', async () => {
    const { email } = await makeStaff(desk.sql);
    const { headers } = await signIn(browserOf(desk), email);
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
      await signIn(browserOf(desk), email, 'wrong'),
      await signIn(browserOf(desk), 'nobody@example.com', STAFF_PASSWORD),
      await signIn(browserOf(desk), off.email, STAFF_PASSWORD),
    ];
    const told = pages.map(({ status, text }) => [
      status,
      /<div class="notice critical".*?<\/div>/.exec(text)?.[0],
    ]);
    expect(new Set(told.map(String)).size).toBe(1);
    expect(told[0]?.[0]).toBe(401);
    expect(told[0]?.[1]).toContain('The e-mail address or the password is wrong.');
    expect(await desk.snapshot(undefined, COUNTED)).toEqual(before);
    expect(await audited(desk, id)).toEqual([
      {
        action: 'staff.sign_in_refused',
        by: 'system',
        after: { why: 'password', failures: 1 },
      },
    ]);
    expect(await audited(desk, off.id)).toEqual([
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
    expect(await actions(desk, one.id)).toEqual(['staff.signed_in', 'staff.signed_out']);
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
    expect(await desk.sql(`select sid from staff_session where member_id = $1`, [long.id])).toEqual(
      [],
    );
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

  it('is told of errors by pages, and programs by problem+json', async () => {
    const { browser } = await signInStaff(desk, 'agent', { language: 'pl' });
    const page = await browser.get('/admin/nothing/here');
    expect([page.status, page.text.includes('Tu nic nie ma')]).toEqual([404, true]);
    const foreign = await browser.post(
      '/admin/logout',
      { _token: null },
      { headers: { Origin: 'https://evil.example' } },
    );
    expect([foreign.status, foreign.text.includes('Niczego nie zmieniono')]).toEqual([403, true]);
    expect(await isSignedIn(browser)).toBe(true);
    const api = await browser.get('/admin/api/nothing');
    expect([api.status, api.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});
