import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { hashPassword, isPassword } from '../../src/accounts/passwords/password-hash.js';
import { readDemoPassword } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { demoCustomers } from '../../src/demo/demo-data.js';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { setDemoPassword } from '../../src/demo/set-demo-password.js';
import { makeCustomer } from '../factories/password.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openSql } from '../support/sql.js';
import { tableHashes } from '../support/table-hashes.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const KEY = 'a signing key for tests, of 40 characters';

describe('the password of the demo', () => {
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

  const set = (wanted: string | null): Promise<string | null> =>
    setDemoPassword(orm.em.fork(), wanted, NOW);
  const hashes = (): Promise<{ id: string; hash: string }[]> =>
    observer.sql(
      `select a.id, p.password_hash as hash from account a join account_password p on p.account_id = a.id
        where a.email = any($1) order by a.email`,
      [demoCustomers],
    );
  async function areAll(password: string): Promise<boolean> {
    const kept = await hashes();
    const right = await Promise.all(kept.map(({ hash }) => isPassword(password, hash)));
    return right.length === demoCustomers.length && right.every(Boolean);
  }

  it('is given to nobody without demo data', async () => {
    const before = await tableHashes(observer.sql);
    expect(await set('a demo password')).toBeNull();
    expect(await set(null)).toBeNull();
    expect(await tableHashes(observer.sql)).toEqual(before);
  });

  it('is generated once, for all its customers, whoever starts at once', async () => {
    const other = await makeCustomer(observer.sql);
    const [theirs] = await observer.sql(`select * from account_password where account_id = $1`, [
      other.id,
    ]);
    await seedDemo(orm.em.fork(), NOW);
    const told = await Promise.all([set(null), set(null), set(null)]);
    const [password] = told.filter((one) => one !== null);
    expect(told.filter((one) => one === null)).toHaveLength(2);
    expect(password).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(await areAll(password ?? '')).toBe(true);
    expect(new Set((await hashes()).map(({ hash }) => hash)).size).toBe(demoCustomers.length);
    expect(
      await observer.sql(`select * from account_password where account_id = $1`, [other.id]),
    ).toEqual([theirs]);
  });

  it('is changed by another wish, which ends the sessions, and left alone by the same one', async () => {
    const [anna] = await hashes();
    await observer.sql(
      `insert into portal_session values ('anna', json_build_object('accountId', $1::text), now() + interval '1 day')`,
      [anna?.id],
    );
    expect(await set('a password by setting')).toBe('a password by setting');
    expect(await areAll('a password by setting')).toBe(true);
    expect(await observer.sql(`select sid from portal_session`)).toEqual([]);
    // Anna takes one of her own: the next start leaves it to her.
    await observer.sql(`update account_password set password_hash = $2 where account_id = $1`, [
      anna?.id,
      await hashPassword('a password of my own'),
    ]);
    const before = await tableHashes(observer.sql);
    expect(await set('a password by setting')).toBe('a password by setting');
    expect(await set(null)).toBeNull();
    expect(await tableHashes(observer.sql)).toEqual(before);
  });

  it('is not given to an account that only has the address of a demo customer', async () => {
    const [last] = await hashes();
    await observer.sql(
      `update account set created_at = created_at + interval '1 day' where id = $1`,
      [last?.id],
    );
    const [before] = await hashes();
    await set('yet another password');
    const [after, next] = await hashes();
    expect(after).toEqual(before);
    expect(await isPassword('yet another password', next?.hash ?? null)).toBe(true);
  });

  it('is kept for its owner alone when embedded, and is nobody’s default elsewhere', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'desk-demo-password-'));
    try {
      const embedded = readSettings({});
      const told = await Promise.all([1, 2, 3].map(() => readDemoPassword(embedded, dataDir)));
      expect(new Set(told).size).toBe(1);
      const file = join(dataDir, 'demo-password');
      expect(await readFile(file, 'utf8')).toBe(told[0]);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const given = readSettings({ DEMO_PASSWORD: 'a password by setting' });
      expect(await readDemoPassword(given, dataDir)).toBe('a password by setting');
      const own = readSettings({ DATABASE_URL: database.url, SIGNING_KEY: KEY, DEMO: '1' });
      expect(await readDemoPassword(own, dataDir)).toBeNull();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
