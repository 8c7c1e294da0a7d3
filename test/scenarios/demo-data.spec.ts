import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { ormOptions } from '../../src/database/orm-options.js';
import { sql } from '../../src/database/sql.js';
import { demoData } from '../../src/demo/demo-data.js';
import { seedAccounts } from '../../src/demo/seed-accounts.js';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const DAY = 86_400_000;

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init(ormOptions(database.url, 4));
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

function rows<Row>(text: string): Promise<Row[]> {
  return sql<Row>(orm.em.fork(), text);
}

test('is the same for the same instant, and sound on every third day of four years', () => {
  expect(demoData(NOW)).toEqual(demoData(new Date(NOW)));
  const faults: unknown[] = [];
  for (let day = 0; day < 4 * 366; day += 3) {
    const now = new Date(Date.UTC(2024, 0, 1, 23, 30) + day * DAY);
    const data = demoData(now);
    const notice = new Map(data.plans.map((plan) => [plan.code, plan.notice_days]));
    const unsound = data.subscriptions.filter((subscription) => {
      const left = (subscription.period_ends_at.getTime() - now.getTime()) / DAY;
      const runs = subscription.period_starts_at < now;
      const enough = left > (notice.get(subscription.plan_code) ?? 0) + 7;
      const ordered = subscription.periods.every((period) => period.starts_at < period.ends_at);
      return !ordered || (subscription.status === 'active' ? !runs || !enough : left >= 0);
    });
    if (unsound.length > 0) faults.push({ now, unsound });
  }
  expect(faults).toEqual([]);
});

test('is written once, however many start at once', async () => {
  const em = orm.em.fork();
  const seeded = await Promise.all([seedDemo(em, NOW), seedDemo(em, NOW), seedDemo(em, NOW)]);
  expect(seeded.filter(Boolean)).toHaveLength(1);
  expect(await seedDemo(em, NOW)).toBe(false);
  expect(await rows('select count(*)::int as n from account')).toEqual([{ n: 3 }]);
});

test('Anna has one active subscription of each plan, a cancelled one and a product without', async () => {
  const anna = await rows<{ plan: string; status: string; devices: number; open: number }>(
    `select plan_code as plan, status,
            (select count(*)::int from subscription_device where subscription_id = s.id) as devices,
            (select count(*)::int from invoice where subscription_id = s.id and status <> 'paid') as open
       from subscription s join account on account.id = account_id
      where email = 'anna.kowalska@example.com' order by order_number`,
  );
  expect(anna.map(({ plan, status, devices }) => `${plan} ${status} ${devices}`)).toEqual([
    'premium_support active 1',
    'premium_support_plus active 1',
    'apex_device_manage active 1',
    'prosupport active 1',
    'prosupport_plus active 1',
    'prosupport_flex active 5',
    'premium_support cancelled 1',
  ]);
  expect(anna.every(({ open }) => open === 0)).toBe(true);
  expect(
    await rows(`select line from device where not exists
                (select 1 from subscription_device where device_id = device.id)`),
  ).toEqual([{ line: 'Alienware' }]);
  expect(
    await rows(`select state, (select count(*)::int from audit_entry where cancellation_id = c.id) as lines
                  from cancellation c`),
  ).toEqual([{ state: 'completed', lines: 4 }]);
});

test('bulk accounts are sound, and a second call adds further ones', async () => {
  const em = orm.em.fork();
  const first = await seedAccounts(em, 300, NOW, () => {});
  const second = await seedAccounts(em, 201, NOW, () => {});
  expect(first).toEqual({ accounts: 300, subscriptions: 450 });
  expect(second.accounts).toBe(201);
  expect(
    await rows(`select count(*)::int as n, max(email) as last, count(distinct country)::int as countries
                  from account where email like 'customer-%'`),
  ).toEqual([{ n: 501, last: 'customer-000501@example.com', countries: 6 }]);
  const strange = await rows(
    `select s.id from subscription s
       left join billing_period p on p.subscription_id = s.id and p.starts_at = s.period_starts_at
       left join invoice i on i.billing_period_id = p.id and i.status = 'paid'
       left join payment on payment.invoice_id = i.id and payment.amount = s.price_amount
      where s.order_number like '800%' and (payment.id is null
         or not timestamptz '2026-11-23T10:00:00Z' between s.period_starts_at and s.period_ends_at)`,
  );
  expect(strange).toEqual([]);
});
