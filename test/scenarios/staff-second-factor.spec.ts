import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import type { StaffRole } from '../../src/shared/actor.js';
import { makeStaff, STAFF_PASSWORD } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { type BrowserSession } from '../support/browser-session.js';
import { signInStaff, staffClient, type StaffClient } from '../support/staff.js';
import {
  actions,
  audited,
  browserOf,
  COUNTED,
  giveCode,
  isSignedIn,
  SESSIONS,
  signIn,
} from './support/staff-world.js';

describe('the second factor of the staff', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

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
    expect((await foreign.post('/admin/api/me/second-factor/confirm', stolen)).body).toMatchObject({
      errors: [{ pointer: '/enrolment', code: 'enrolment_over' }],
    });
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
    expect(await actions(desk, client.id)).toEqual(['staff.signed_in', 'staff.second_factor_set']);
  });

  it('is asked for after the password; until then nothing opens', async () => {
    const { client, secret } = await enrol();
    const browser = browserOf(desk);
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
    expect((await audited(desk, client.id)).at(-1)).toMatchObject({
      action: 'staff.signed_in',
      after: { by: 'password', secondFactor: 'totp' },
    });
  });

  it('takes no code twice, not even at the same time', async () => {
    const { client, secret } = await enrol();
    const browsers = [browserOf(desk), browserOf(desk), browserOf(desk)];
    for (const browser of browsers) await signIn(browser, client.email);
    const code = codeFor(secret);
    const pages = await Promise.all(browsers.slice(0, 2).map((one) => giveCode(one, code)));
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 401]);
    const before = await desk.snapshot(undefined, COUNTED);
    const replayed = await giveCode(browsers[2] as BrowserSession, code);
    expect([replayed.status, replayed.text.includes('was used before')]).toEqual([401, true]);
    expect(await desk.snapshot(undefined, COUNTED)).toEqual(before);
    desk.clock.advance({ seconds: 30 });
    expect((await giveCode(browsers[2] as BrowserSession, codeFor(secret))).status).toBe(303);
  });

  it('takes each recovery code once, however it is typed', async () => {
    const { client, codes } = await enrol();
    const [code = ''] = codes;
    const browser = browserOf(desk);
    await signIn(browser, client.email);
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')} `;
    expect((await giveCode(browser, typed)).status).toBe(303);
    expect((await audited(desk, client.id)).at(-1)).toMatchObject({
      after: { secondFactor: 'recovery_code', recoveryCodesLeft: 9 },
    });
    const again = browserOf(desk);
    await signIn(again, client.email);
    expect((await giveCode(again, code)).status).toBe(401);
    expect(await isSignedIn(again)).toBe(false);
  });

  it('counts wrong codes with wrong passwords, which a right password does not forgive', async () => {
    const { client, secret } = await enrol();
    for (let n = 0; n < 5; n += 1) await signIn(browserOf(desk), client.email, 'wrong');
    const browser = browserOf(desk);
    await signIn(browser, client.email);
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await giveCode(browser, 'no code')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    expect((await giveCode(browser, codeFor(secret))).status).toBe(429);
    expect(await isSignedIn(browser)).toBe(false);
    desk.clock.advance({ minutes: 15 });
    expect((await giveCode(browser, codeFor(secret))).status).toBe(303);
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
    const browser = browserOf(desk);
    await signIn(browser, client.email);
    expect((await giveCode(browser, codes[1] ?? '')).status).toBe(401);
    const removed = await client.post('/admin/api/me/second-factor/remove', {
      password: STAFF_PASSWORD,
    });
    expect(removed.body).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
    expect((await signIn(browserOf(desk), client.email)).location).toBe('/admin');
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
    expect((await signIn(browserOf(desk), client.email)).location).toBe('/admin');
    expect((await audited(desk, client.id)).at(-2)).toMatchObject({
      action: 'staff.second_factor_removed',
      by: 'staff',
    });
  });
});
