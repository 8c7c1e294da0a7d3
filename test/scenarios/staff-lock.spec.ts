import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { ForgetStaffSignIns } from '../../src/staff/session/forget-staff-sign-ins.js';
import { makeStaff } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { type BrowserPage } from '../support/browser-session.js';
import { signInStaff } from '../support/staff.js';
import { actions, browserOf, signIn } from './support/staff-world.js';

describe('the lock of a sign-in to the console', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
  });
  afterAll(() => desk.stop());

  const tries = async (email: string, count: number): Promise<BrowserPage[]> => {
    const pages: BrowserPage[] = [];
    for (let n = 0; n < count; n += 1) pages.push(await signIn(browserOf(desk), email, 'wrong'));
    return pages;
  };

  it('comes with the tenth wrong try, tells so, and ends by itself after 15 minutes', async () => {
    const { id, email } = await makeStaff(desk.sql);
    const pages = await tries(email, 10);
    expect(pages.map(({ status }) => status)).toEqual([...Array<number>(9).fill(401), 429]);
    expect(pages[9]?.text).toContain('This sign-in is locked');
    expect(pages[9]?.headers.get('retry-after')).toBe('900');
    const before = await desk.snapshot(undefined, ['portal_limit']);
    const right = await signIn(browserOf(desk), email);
    expect([right.status, right.text.includes('Wait 15 minutes.')]).toEqual([429, true]);
    expect(await desk.snapshot(undefined, ['portal_limit'])).toEqual(before);
    expect((await actions(desk, id)).filter((one) => one === 'staff.locked')).toHaveLength(1);
    desk.clock.advance({ minutes: 14, seconds: 59 });
    expect((await signIn(browserOf(desk), email)).status).toBe(429);
    desk.clock.advance({ seconds: 1 });
    expect((await signIn(browserOf(desk), email)).status).toBe(303);
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
      Array.from({ length: 25 }, () => signIn(browserOf(desk), email, 'wrong')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
    expect((await actions(desk, id)).filter((one) => one === 'staff.sign_in_refused')).toHaveLength(
      10,
    );
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
    expect((await signIn(browserOf(desk), email)).status).toBe(303);
    expect(await actions(desk, id)).toContain('staff.unlocked');
  });

  it('is forgotten by the clock a day after its first try, with sessions and links that are over', async () => {
    const { id, email } = await makeStaff(desk.sql);
    await tries(email, 3);
    await desk.sql(
      `insert into staff_link (id, member_id, token_hash, created_at, expires_at)
       values (gen_random_uuid(), $1, sha256('over'), $2, $2)`,
      [id, desk.clock.now()],
    );
    const forget = new ForgetStaffSignIns(
      desk.app.get(EntityManager, { strict: false }),
      desk.clock,
    );
    desk.clock.advance({ hours: 24 });
    const before = await desk.snapshot();
    await forget.run();
    expect(await desk.snapshot()).toEqual(before);
    desk.clock.advance({ seconds: 1 });
    await forget.run();
    expect(await desk.sql(`select 1 as one from staff_failure where key = $1`, [id])).toEqual([]);
    expect(await desk.sql(`select id from staff_link where member_id = $1`, [id])).toHaveLength(1);
    desk.clock.advance({ days: 29 });
    await forget.run();
    expect(await desk.sql(`select id from staff_link where member_id = $1`, [id])).toEqual([]);
  });
});
