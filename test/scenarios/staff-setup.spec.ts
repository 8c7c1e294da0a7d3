import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { isPassword } from '../../src/accounts/passwords/password-hash.js';
import { SettingsError } from '../../src/config/settings.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { demoStaff } from '../../src/demo/demo-staff.js';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { setDemoPassword } from '../../src/demo/set-demo-password.js';
import { createFirstAdministrator } from '../../src/staff/members/create-first-administrator.js';
import { makeStaff } from '../factories/staff.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openSql } from '../support/sql.js';
import { tableHashes } from '../support/table-hashes.js';

const NOW = new Date('2026-11-25T10:00:00Z');
const FIRST = { email: 'first@desk.example', password: 'a password by setting' };

describe('the staff at a first start', () => {
  let database: TestDatabase;
  let orm: MikroORM;
  let observer: ReturnType<typeof openSql>;
  beforeAll(async () => {
    database = await createTestDatabase();
    orm = await MikroORM.init(ormOptions(database.url, 4));
    observer = openSql(database.url);
  });
  afterAll(async () => {
    await observer.close();
    await orm.close(true);
    await database.drop();
  });

  const make = (wish = FIRST): Promise<boolean> =>
    createFirstAdministrator(orm.em.fork(), wish, NOW);
  const administrators = (): Promise<{ email: string; hash: string }[]> =>
    observer.sql(
      `select email, password_hash as hash from staff_member where role = 'administrator'`,
    );

  it('is not begun by a password that others would guess, or another member', async () => {
    await makeStaff(observer.sql, { email: 'taken@desk.example' });
    const before = await tableHashes(observer.sql);
    await expect(make({ ...FIRST, password: '1234567890' })).rejects.toThrow(SettingsError);
    await expect(make({ ...FIRST, email: 'Taken@desk.example' })).rejects.toThrow(SettingsError);
    expect(await tableHashes(observer.sql)).toEqual(before);
  });

  it('has one administrator by the settings, whoever starts at once; later starts change nothing', async () => {
    const made = await Promise.all([make(), make(), make()]);
    expect(made.filter(Boolean)).toHaveLength(1);
    const [one, ...more] = await administrators();
    expect([one?.email, more]).toEqual([FIRST.email, []]);
    expect(await isPassword(FIRST.password, one?.hash ?? null)).toBe(true);
    const before = await tableHashes(observer.sql);
    expect(await make({ email: 'second@desk.example', password: 'another password' })).toBe(false);
    expect(await tableHashes(observer.sql)).toEqual(before);
  });

  it('has one of each role in the demo, also where it was seeded before there was a staff', async () => {
    await seedDemo(orm.em.fork(), NOW);
    await setDemoPassword(orm.em.fork(), 'a demo password', NOW);
    await observer.sql(`delete from staff_member where email like '%@example.com'`);
    const own = await makeStaff(observer.sql, { email: 'agent@example.com', role: 'auditor' });
    await setDemoPassword(orm.em.fork(), 'a demo password', NOW);
    const read = (): Promise<{ email: string; role: string; hash: string }[]> =>
      observer.sql(
        `select email, role, password_hash as hash from staff_member
          where email = any($1) and id <> $2 order by email`,
        [demoStaff.map(({ email }) => email), own.id],
      );
    const rows = await read();
    expect(rows.map(({ role }) => role)).toEqual(['administrator', 'auditor', 'supervisor']);
    for (const { hash } of rows) expect(await isPassword('a demo password', hash)).toBe(true);
    const kept = await observer.sql(`select * from staff_member where id = $1`, [own.id]);
    await setDemoPassword(orm.em.fork(), 'another demo password', NOW);
    for (const { hash } of await read()) {
      expect(await isPassword('another demo password', hash)).toBe(true);
    }
    // An operator's own member of that address is none of the demo's.
    expect(await observer.sql(`select * from staff_member where id = $1`, [own.id])).toEqual(kept);
    expect((await observer.sql(`select id from staff_member`)).length).toBe(6);
  });
});
