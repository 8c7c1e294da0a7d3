import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { ormOptions } from '../../src/database/orm-options.js';
import { sql } from '../../src/database/sql.js';
import type { ImportKind } from '../../src/importing/columns.js';
import { ImportFile, type ImportReport } from '../../src/importing/import-file.js';
import { operatorActor } from '../../src/shared/actor.js';
import { Clock } from '../../src/shared/clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let orm: MikroORM;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init(ormOptions(database.url, 4));
});
afterEach(async () => {
  await orm.close(true);
  await database.drop();
});

async function bring(kind: ImportKind, lines: string[]): Promise<ImportReport> {
  const file = join(folder, `${kind}.csv`);
  await writeFile(file, lines.join('\n'));
  return new ImportFile(orm.em, new Clock()).run({ kind, file }, operatorActor);
}

const ACCOUNTS = [
  'external_id,name,email,country,language,time_zone',
  'A1,Anna,anna@x.example,PL,pl,Europe/Warsaw',
  'A2,Bob,bob@x.example,US,,',
];
const DEVICES = [
  'externalId,accountExternalId,serviceTag,line,model',
  'D1,A1,AAA1111,XPS,XPS 13',
  'D2,A2,BBB2222,XPS,XPS 13',
];
const PLANS = ['code,name,route,segment', 'care,Care,self_service,consumer'];
const SUBSCRIPTION_HEADER =
  'externalId,accountEmail,planCode,deviceServiceTags,orderNumber,autoRenew,startedAt,periodStartsAt,periodEndsAt,intervalMonths,price,tax,currency';
const S1 =
  'S1,ANNA@x.example,care,AAA1111,O-1,true,2026-08-10,2026-11-10,2026-12-10,1,1999,374,PLN';
const PAYMENTS = [
  'externalId,subscriptionExternalId,amount,tax,currency,capturedAt',
  'P1,S1,1000,187,PLN,2026-11-10T08:00:00Z',
  'P2,S1,999,187,PLN,2026-11-11T08:00:00Z',
];

async function bringAll(): Promise<ImportReport[]> {
  return [
    await bring('accounts', ACCOUNTS),
    await bring('plans', PLANS),
    await bring('devices', DEVICES),
    await bring('subscriptions', [SUBSCRIPTION_HEADER, S1]),
    await bring('payments', PAYMENTS),
  ];
}

const TABLES = [
  'account',
  'device',
  'plan',
  'subscription',
  'subscription_device',
  'billing_period',
];
TABLES.push('invoice', 'payment');

/** Every row of every table, to prove what did not change. */
async function snapshot(): Promise<unknown> {
  const rows: unknown[] = [];
  for (const table of TABLES) {
    rows.push(await sql(orm.em.fork(), `select t::text from ${table} as t order by 1`));
  }
  return rows;
}

test('five files become accounts with running, paid subscriptions; again they change nothing', async () => {
  const first = await bringAll();
  expect(first.map(({ created, invalid }) => [created, invalid])).toEqual([
    [2, 0],
    [1, 0],
    [2, 0],
    [1, 0],
    [2, 0],
  ]);
  const [subscription] = await sql(
    orm.em.fork(),
    `select s.status, s.auto_renew, s.term_number, s.next_invoice_at = s.period_ends_at as billed,
            i.status as invoice, i.amount::int, d.service_tag
       from subscription s join invoice i on i.subscription_id = s.id
       join subscription_device l on l.subscription_id = s.id join device d on d.id = l.device_id`,
  );
  expect(subscription).toEqual({
    status: 'active',
    auto_renew: true,
    term_number: 4,
    billed: true,
    invoice: 'paid',
    amount: 1999,
    service_tag: 'AAA1111',
  });
  const before = await snapshot();
  const second = await bringAll();
  expect(second.map(({ created, updated, invalid }) => created + updated + invalid)).toEqual([
    0, 0, 0, 0, 0,
  ]);
  expect(await snapshot()).toEqual(before);
  const audited = await sql(
    orm.em.fork(),
    `select 1 from audit_entry where action = 'import.finished'`,
  );
  expect(audited).toHaveLength(10);
});

test('wrong lines are reported with their numbers and stop nothing else', async () => {
  await bringAll();
  const before = await snapshot();
  const devices = await bring('devices', [
    DEVICES[0] ?? '',
    'D3,A9,CCC3333,XPS,XPS 13',
    'D4,A1,BBB2222,XPS,XPS 13',
    'D1,A1,AAA1111,XPS,XPS 13',
    'D1,A1,AAA1111,XPS,XPS 14',
  ]);
  expect(devices.errors.map(({ line, code }) => [line, code])).toEqual([
    [2, 'account_not_found'],
    [3, 'service_tag_taken'],
    [5, 'duplicate'],
  ]);
  const subscriptions = await bring('subscriptions', [
    SUBSCRIPTION_HEADER,
    S1.replace('S1', 'S2').replace('care', 'none'),
    S1.replace('S1', 'S3').replace('AAA1111', 'BBB2222'),
    S1.replace('S1', 'S4').replace('AAA1111', 'ZZZ9999'),
  ]);
  expect(subscriptions.errors.map(({ code }) => code)).toEqual([
    'plan_not_found',
    'device_of_another_account',
    'device_not_found',
  ]);
  const payments = await bring('payments', [
    PAYMENTS[0] ?? '',
    'P3,S9,1,0,PLN,2026-11-10',
    'P4,S1,1,0,EUR,2026-11-10',
    'P5,S1,1,0,PLN,2020-11-10',
  ]);
  expect(payments.errors.map(({ code }) => code)).toEqual([
    'subscription_not_found',
    'currency_mismatch',
    'period_not_found',
  ]);
  expect(await snapshot()).toEqual(before);
  const partly = await bring('accounts', [
    ACCOUNTS[0] ?? '',
    'A3,C,ANNA@x.example,PL,,',
    'A4,D,d@x.example,PL,,',
  ]);
  expect(partly).toMatchObject({ total: 2, created: 1, invalid: 1 });
  expect(partly.errors).toEqual([expect.objectContaining({ line: 2, code: 'email_taken' })]);
});

test('what ends here, and what was renewed here, is left as it is', async () => {
  await bringAll();
  await sql(
    orm.em.fork(),
    `update subscription set status = 'ending', auto_renew = false, ends_at = period_ends_at, next_invoice_at = null`,
  );
  const ending = await snapshot();
  const changed = [SUBSCRIPTION_HEADER, S1.replace('1999', '2999').replace('AAA1111', '')];
  expect(await bring('subscriptions', changed)).toMatchObject({ unchanged: 1, updated: 0 });
  expect(await snapshot()).toEqual(ending);

  await sql(
    orm.em.fork(),
    `update subscription set status = 'active', auto_renew = true, ends_at = null, period_starts_at = period_ends_at,
            period_ends_at = period_ends_at + interval '1 month', next_invoice_at = period_ends_at + interval '1 month'`,
  );
  const renewed = await snapshot();
  expect(await bring('subscriptions', changed)).toMatchObject({ unchanged: 1, updated: 0 });
  expect(await snapshot()).toEqual(renewed);
});

test('a broken file leaves no half', async () => {
  const before = await snapshot();
  await expect(bring('accounts', [...ACCOUNTS, 'A3,"open'])).rejects.toThrow('is not CSV');
  expect(await snapshot()).toEqual(before);
});
