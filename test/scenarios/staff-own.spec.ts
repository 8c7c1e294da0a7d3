import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STAFF_PASSWORD } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, staffClient } from '../support/staff.js';
import { audited, browserOf, isSignedIn, NEW_PASSWORD, signIn } from './support/staff-world.js';

describe("one's own sign-in to the console", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  it('has a language and a list of sessions, of which one or all are ended', async () => {
    const here = await signInStaff(desk, 'agent');
    const browser = browserOf(desk);
    await signIn(browser, here.email);
    const there = staffClient(desk.url, browser, here);
    expect((await here.put('/admin/api/me/language', { language: 'pl' })).body).toMatchObject({
      language: 'pl',
    });
    expect((await here.put('/admin/api/me/language', { language: 'fr' })).status).toBe(422);
    const { body } = await here.get('/admin/api/me/sessions');
    expect(body.data?.map(({ current }) => current)).toEqual([false, true]);
    expect(body.data?.[0]).toMatchObject({ by: 'password', address: '127.0.0.1' });
    const stranger = await signInStaff(desk, 'agent');
    const theirs = (await stranger.get('/admin/api/me/sessions')).body.data?.[0]?.['id'];
    const before = await desk.snapshot();
    expect((await here.delete(`/admin/api/me/sessions/${String(theirs)}`)).status).toBe(404);
    expect(await desk.snapshot()).toEqual(before);
    expect(
      (await here.delete(`/admin/api/me/sessions/${String(body.data?.[0]?.['id'])}`)).status,
    ).toBe(204);
    expect((await there.get('/admin/api/me')).status).toBe(401);
    expect((await here.get('/admin/api/me')).status).toBe(200);
    expect((await here.post('/admin/api/me/sessions/end', {})).status).toBe(204);
    expect((await here.get('/admin/api/me')).status).toBe(401);
  });

  it('takes another password by the old one, which ends the other sessions', async () => {
    const here = await signInStaff(desk, 'agent');
    const browser = browserOf(desk);
    await signIn(browser, here.email);
    const before = await desk.snapshot(['staff_member', 'staff_session']);
    for (const [body, pointer] of [
      [{ current: 'wrong', password: NEW_PASSWORD }, '/current'],
      [{ current: STAFF_PASSWORD, password: 'short' }, '/password'],
    ] as const) {
      expect((await here.put('/admin/api/me/password', body)).body).toMatchObject({
        status: 422,
        errors: [{ pointer }],
      });
    }
    expect(await desk.snapshot(['staff_member', 'staff_session'])).toEqual(before);
    const change = { current: STAFF_PASSWORD, password: NEW_PASSWORD };
    expect((await here.put('/admin/api/me/password', change)).status).toBe(200);
    expect(await isSignedIn(here.browser)).toBe(true);
    expect(await isSignedIn(browser)).toBe(false);
    expect((await signIn(browserOf(desk), here.email)).status).toBe(401);
    expect((await signIn(browserOf(desk), here.email, NEW_PASSWORD)).status).toBe(303);
  });

  it("ends anybody's sessions at an administrator's word", async () => {
    const boss = await signInStaff(desk, 'administrator');
    const one = await signInStaff(desk, 'agent');
    const { body } = await boss.get(`/admin/api/staff/${one.id}/sessions`);
    const path = `/admin/api/staff/${one.id}/sessions`;
    expect((await boss.delete(`${path}/${String(body.data?.[0]?.['id'])}`)).status).toBe(204);
    expect(await isSignedIn(one.browser)).toBe(false);
    await signIn(one.browser, one.email);
    expect((await boss.post(`${path}/end`, {})).status).toBe(204);
    expect(await isSignedIn(one.browser)).toBe(false);
    expect(
      (await audited(desk, one.id)).filter(({ action }) => action === 'staff.session_ended'),
    ).toEqual([
      expect.objectContaining({ after: { sessionId: body.data?.[0]?.['id'] } }),
      expect.objectContaining({ after: { all: true } }),
    ]);
  });
});
