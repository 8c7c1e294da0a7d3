import type pg from 'pg';
import { demoPlans } from '../../src/demo/demo-data.js';

/**
 * What becomes of a cancellation is fixed when its contract is made: an auto-renewing month is
 * scheduled, a paid year that ends at once is completed and refunded, ProSupport waits for people,
 * and what has ended already is rejected.
 */
export type Case = 'schedule' | 'complete' | 'review' | 'reject';

export interface Seeded {
  kind: Case;
  subscriptionId: string;
  /** Null where the caller has still to ask. */
  cancellationId: string | null;
}

export interface SeedWish {
  count: number;
  /** Repeated over and over: the mix. */
  kinds: readonly Case[];
  /** Whether a cancellation is requested already, and waits to be applied. */
  requested: boolean;
}

/** Writes plans and `count` accounts, each with a device and a paid contract; a thousand are 0.1 s. */
export async function seedContracts(pool: pg.Pool, wish: SeedWish): Promise<Seeded[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(PLANS, [JSON.stringify(demoPlans)]);
    const { rows: first } = await client.query<{ n: string }>(`select count(*) as n from account`);
    await client.query(LOT, [Number(first[0]?.n ?? 0), wish.count, [...wish.kinds]]);
    for (const statement of STORE) await client.query(statement);
    if (wish.requested) for (const statement of REQUEST) await client.query(statement);
    const { rows } = await client.query<Seeded>(
      `select kind, subscription_id as "subscriptionId",
              case when $1 then cancellation_id end as "cancellationId" from lot order by n`,
      [wish.requested],
    );
    await client.query('commit');
    return rows;
  } finally {
    client.release();
  }
}

/** Statistics as in a database that has been in use; without them plans are made for empty tables. */
export async function settleDatabase(pool: pg.Pool): Promise<void> {
  await pool.query('vacuum analyze');
}

const PLANS = `
  insert into plan (code, name, route, segment, notice_days, immediate_end)
  select code, name, route, segment, notice_days, immediate_end
    from jsonb_to_recordset($1::jsonb) as r (code text, name text, route text, segment text,
         notice_days integer, immediate_end boolean)
  on conflict (code) do nothing`;

/**
 * $1: accounts so far, $2: how many more, $3: the mix. Periods of a case agree, so that the outcome does;
 * the first starts differ, as they do in life, so that no answer about a date serves many rows.
 */
const LOT = `
  create temporary table lot on commit drop as
  select n, kind, uuidv7() as account_id, uuidv7() as device_id, uuidv7() as subscription_id,
         uuidv7() as period_id, uuidv7() as invoice_id, uuidv7() as payment_id, uuidv7() as cancellation_id,
         plan_code, months, price, round(price * 19 / 119.0)::bigint as tax, renews,
         starts_at - make_interval(mins => ((n::bigint * 7919) % 1440000)::integer) as started_at,
         starts_at, starts_at + make_interval(months => months) as ends_at
    from (select $1::int + i as n, ($3::text[])[(i % cardinality($3::text[])) + 1] as kind
            from generate_series(0, $2::int - 1) as i) as counted
    join (values ('schedule', 'premium_support', 1, 999, true, 10),
                 ('complete', 'premium_support_plus', 12, 26900, true, 40),
                 ('review', 'prosupport', 36, 54900, false, 100),
                 ('reject', 'premium_support_plus', 12, 26900, false, 400))
         as made (kind, plan_code, months, price, renews, age) using (kind),
         lateral (select date_trunc('day', now()) - make_interval(days => age) as starts_at) as placed`;

const STORE = [
  `insert into account (id, external_id, name, email, country, language, time_zone)
   select account_id, 'bench-' || n, 'Bench Customer', 'bench-' || n || '@example.com', 'DE',
          (array['en', 'pl', 'de'])[n % 3 + 1], 'Europe/Berlin' from lot order by n`,
  `insert into device (id, account_id, service_tag, line, model)
   select device_id, account_id, 'B' || lpad(upper(to_hex(n)), 6, '0'), 'XPS', 'XPS 13' from lot order by n`,
  `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew, started_at,
          period_starts_at, period_ends_at, term_number, ends_at, interval_months, price_amount,
          tax_amount, currency, next_invoice_at)
   select subscription_id, account_id, plan_code, (900000000 + n)::text, 'active', renews, started_at,
          starts_at, ends_at, 1, case when renews then null else ends_at end, months, price, tax, 'EUR',
          case when renews then ends_at end
     from lot order by n`,
  `insert into subscription_device (subscription_id, device_id)
   select subscription_id, device_id from lot order by n`,
  `insert into billing_period (id, subscription_id, starts_at, ends_at)
   select period_id, subscription_id, starts_at, ends_at from lot order by n`,
  `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
   select invoice_id, subscription_id, period_id, price, tax, 'EUR', 'paid', starts_at from lot order by n`,
  `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, gateway_reference, captured_at)
   select payment_id, invoice_id, subscription_id, price, tax, 'EUR', 'bench-' || n, starts_at
     from lot order by n`,
];

/** As the API would have received them a moment ago. */
const REQUEST = [
  `insert into cancellation (id, reference, subscription_id, account_id, kind, effective, reason_code,
          state, door, actor_type, actor_name, requested_at, changed_at)
   select cancellation_id, 'CXL-' || lpad(upper(to_hex(n)), 8, '0'), subscription_id, account_id,
          'ordinary', case kind when 'complete' then 'immediate' end, 'unused', 'requested', 'api',
          'client', 'bench', now(), now()
     from lot order by n`,
  `insert into declaration (id, cancellation_id, received_at, door, content)
   select uuidv7(), cancellation_id, now(), 'api', '{}' from lot order by n`,
];
