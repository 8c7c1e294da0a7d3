import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StaffRole } from '../../src/shared/actor.js';
import { makeStaff } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';
import {
  actions,
  browserOf,
  isSignedIn,
  NEW_PASSWORD,
  SESSIONS,
  signIn,
} from './support/staff-world.js';

describe('members of the staff', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  const tokenOf = (link: unknown): string =>
    new URL(String(link)).pathname.replace('/admin/set-password/', '');
  const create = async (
    boss: StaffClient,
    email: string,
    role: StaffRole = 'agent',
  ): Promise<Record<string, unknown>> => {
    const made = await boss.post('/admin/api/staff', { email, name: 'Maria Nowak', role });
    expect(made.status).toBe(201);
    return made.body;
  };

  it('are made with a link that sets the first password, once', async () => {
    const boss = await signInStaff(desk, 'administrator');
    const made = await create(boss, 'maria@example.com', 'supervisor');
    expect(made).toMatchObject({ role: 'supervisor', disabled: false, password: false });
    const path = new URL(String(made['link'])).pathname;
    expect(path).toMatch(/^\/admin\/set-password\/[\w-]{43}$/);
    const kept = await desk.sql<{ hash: Buffer }>(
      `select token_hash as hash from staff_link where member_id = $1`,
      [made['id']],
    );
    expect(kept[0]?.hash.toString().includes(tokenOf(made['link']))).toBe(false);
    const browser = browserOf(desk);
    expect((await browser.get(path)).text).toContain('maria@example.com');
    for (const [password, words] of [
      ['short', 'needs 10 characters'],
      ['Maria Nowak', 'must not be your own name'],
      ['1234567890', 'first that others would guess'],
    ] as const) {
      const page = await browser.post(path, { _token: null, password });
      expect([page.status, page.text.includes(words)]).toEqual([422, true]);
    }
    const pages = await Promise.all(
      [1, 2].map(() => browser.copy().post(path, { _token: null, password: NEW_PASSWORD })),
    );
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 404]);
    const before = await desk.snapshot();
    expect((await browser.get(path)).status).toBe(404);
    const again = await browser.post(path, { _token: null, password: 'one more password' });
    expect([again.status, again.text.includes('opens nothing any more')]).toEqual([404, true]);
    expect(await desk.snapshot()).toEqual(before);
    expect((await signIn(browserOf(desk), 'maria@example.com', NEW_PASSWORD)).status).toBe(303);
    expect(await actions(desk, String(made['id']))).toEqual([
      'staff.created',
      'staff.password_changed',
      'staff.signed_in',
    ]);
  });

  it('have one open link at most, for three days', async () => {
    const boss = await signInStaff(desk, 'administrator');
    const made = await create(boss, 'links@example.com');
    const second = await boss.post(`/admin/api/staff/${String(made['id'])}/link`);
    const browser = browserOf(desk);
    expect((await browser.get(`/admin/set-password/${tokenOf(made['link'])}`)).status).toBe(404);
    const path = `/admin/set-password/${tokenOf(second.body['link'])}`;
    desk.clock.advance({ hours: 71, minutes: 59 });
    expect((await browser.get(path)).status).toBe(200);
    desk.clock.advance({ minutes: 1 });
    expect((await browser.get(path)).status).toBe(404);
    expect((await browser.get('/admin/set-password/x')).status).toBe(404);
  });

  it('are not made twice, and not from nonsense', async () => {
    const boss = await signInStaff(desk, 'administrator');
    await create(boss, 'twice@example.com');
    const before = await desk.snapshot();
    const again = { email: 'TWICE@example.com', name: 'x', role: 'agent' };
    expect((await boss.post('/admin/api/staff', again)).body).toMatchObject({
      status: 409,
      code: 'staff_exists',
    });
    for (const [body, pointer] of [
      [{ email: 'no address', name: 'x', role: 'agent' }, '/email'],
      [{ email: 'a@b.example', name: 'x', role: 'boss' }, '/role'],
      [{ email: 'a@b.example', name: '', role: 'agent' }, '/name'],
      [{ email: 'a@b.example', name: 'x', role: 'agent', password: 'x' }, '/password'],
    ] as const) {
      const { status, body: answer } = await boss.post('/admin/api/staff', body);
      expect([status, (answer['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
        422,
        pointer,
      ]);
    }
    expect(await desk.snapshot()).toEqual(before);
  });

  it('get another role, which counts with the next request', async () => {
    const boss = await signInStaff(desk, 'administrator');
    const member = await signInStaff(desk, 'administrator');
    expect((await member.get('/admin/api/staff')).status).toBe(200);
    const changed = await boss.patch(`/admin/api/staff/${member.id}`, { role: 'agent' });
    expect(changed.body).toMatchObject({ id: member.id, role: 'agent' });
    expect((await member.get('/admin/api/staff')).body['code']).toBe('missing_permission');
    expect((await member.get('/admin/api/me')).body).toMatchObject({ role: 'agent' });
    const [line] = await desk.sql(
      `select actor_id as by, before, after from audit_entry
          where subject_id = $1 and action = 'staff.role_changed'`,
      [member.id],
    );
    expect(line).toEqual({
      by: boss.id,
      before: { role: 'administrator' },
      after: { role: 'agent' },
    });
  });

  it('are disabled: sessions end, neither password nor link works, until enabled again', async () => {
    const boss = await signInStaff(desk, 'administrator');
    const member = await signInStaff(desk, 'agent');
    const link = await boss.post(`/admin/api/staff/${member.id}/link`);
    const path = `/admin/api/staff/${member.id}`;
    expect((await boss.patch(path, { disabled: true })).body).toMatchObject({
      disabled: true,
      sessions: 0,
    });
    expect(await isSignedIn(member.browser)).toBe(false);
    expect((await signIn(browserOf(desk), member.email)).status).toBe(401);
    expect((await browserOf(desk).get(new URL(String(link.body['link'])).pathname)).status).toBe(
      404,
    );
    expect((await boss.post(`${path}/link`)).status).toBe(409);
    await boss.patch(path, { disabled: false });
    expect((await signIn(browserOf(desk), member.email)).status).toBe(303);
    expect(await actions(desk, member.id)).toEqual(
      expect.arrayContaining(['staff.disabled', 'staff.enabled']),
    );
  });

  it('neither change themselves nor take the last administrator away, also not each other at once', async () => {
    const alone = await startDesk({ backend: onPostgres, env: { ROLES: 'console' } });
    const [one, two] = [
      await signInStaff(alone, 'administrator'),
      await signInStaff(alone, 'administrator'),
    ];
    const before = await alone.snapshot(undefined, SESSIONS);
    for (const body of [{ role: 'agent' }, { disabled: true }]) {
      const own = await one.patch(`/admin/api/staff/${one.id}`, body);
      expect([own.status, own.body['code']]).toEqual([403, 'own_membership']);
    }
    expect(await alone.snapshot(undefined, SESSIONS)).toEqual(before);
    const both = await Promise.all([
      one.patch(`/admin/api/staff/${two.id}`, { role: 'agent' }),
      two.patch(`/admin/api/staff/${one.id}`, { disabled: true }),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    const left = await alone.sql(
      `select id from staff_member where role = 'administrator' and disabled_at is null`,
    );
    await alone.stop();
    expect(statuses[0]).toBe(200);
    expect([401, 403, 409]).toContain(statuses[1]);
    expect(left).toHaveLength(1);
  });

  it('change either role or standing, not both', async () => {
    const boss = await signInStaff(desk, 'administrator');
    const { id } = await makeStaff(desk.sql);
    const before = await desk.snapshot();
    for (const body of [{}, { role: 'agent', disabled: true }, { name: 'x' }]) {
      expect((await boss.patch(`/admin/api/staff/${id}`, body)).status).toBe(422);
    }
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await boss.patch(`/admin/api/staff/${nobody}`, { disabled: true })).status).toBe(404);
    expect(await desk.snapshot()).toEqual(before);
  });

  it('are listed in pages, the newest first', async () => {
    const auditor = await signInStaff(desk, 'auditor');
    const all = await desk.sql<{ id: string }>(`select id from staff_member order by id desc`);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await auditor.get(`/admin/api/staff?limit=4${cursor}`);
      seen.push(...(body.data ?? []).map(({ id }) => id));
      cursor = body['nextCursor'] === null ? '' : `&cursor=${String(body['nextCursor'])}`;
    } while (cursor !== '');
    expect(seen).toEqual(all.map(({ id }) => id));
  });
});
