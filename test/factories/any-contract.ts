import fc from 'fast-check';
import { newId } from '../../src/shared/ids.js';
import type { Sql } from '../support/sql.js';

const openStates = ['requested', 'in_review', 'scheduled', 'failed'] as const;
const pastStates = ['rejected', 'revoked', 'completed'] as const;

/** A contract as it may lie in the database when its customer comes, told relative to that moment. */
export interface AnyContract {
  route: 'self_service' | 'order_support';
  segment: 'consumer' | 'commercial';
  noticeDays: number;
  immediateEnd: boolean;
  refundSharePercent: number;
  country: string;
  timeZone: string;
  status: 'active' | 'ending' | 'cancelled' | 'expired';
  autoRenew: boolean;
  /** Days from now to the end of the period; below zero it is over, and its renewal still to come. */
  daysLeft: number;
  intervalMonths: number;
  termNumber: number;
  /** Days from the end of the period to the end of the contract; null where it runs on. */
  endsAfterPeriod: number | null;
  price: number;
  paid: boolean;
  /** Of an earlier declaration for it. */
  earlier: (typeof openStates)[number] | (typeof pastStates)[number] | null;
  /** Other cancellations of the account: how many, how long ago, and what became of them. */
  others: { count: number; hoursAgo: number; state: 'completed' | 'revoked' };
}

/** Near the edges of notice, withdrawal and term more often than elsewhere. */
const daysLeft = fc.oneof(
  fc.integer({ min: -3, max: 400 }),
  fc.constantFrom(-0.001, 0, 0.001, 4.9, 5, 5.1, 29.9, 30, 30.1),
);

export const anyContract: fc.Arbitrary<AnyContract> = fc
  .record({
    route: fc.constantFrom(
      'self_service' as const,
      'self_service' as const,
      'order_support' as const,
    ),
    segment: fc.constantFrom('consumer' as const, 'consumer' as const, 'commercial' as const),
    noticeDays: fc.constantFrom(0, 5, 30),
    immediateEnd: fc.boolean(),
    refundSharePercent: fc.constantFrom(0, 50, 100),
    country: fc.constantFrom('PL', 'DE', 'US', 'IN'),
    timeZone: fc.constantFrom('Europe/Warsaw', 'America/New_York', 'Asia/Kolkata', 'UTC'),
    status: fc.constantFrom(
      ...(['active', 'active', 'active', 'ending', 'cancelled', 'expired'] as const),
    ),
    autoRenew: fc.boolean(),
    daysLeft,
    intervalMonths: fc.constantFrom(1, 12, 36),
    termNumber: fc.integer({ min: 1, max: 3 }),
    endsAfterPeriod: fc.option(fc.constantFrom(0, 0, 0, 31, -400), { nil: null }),
    price: fc.constantFrom(0, 999, 119_900, 900_000),
    paid: fc.boolean(),
    earlier: fc.option(fc.constantFrom(...openStates, ...pastStates), { freq: 2, nil: null }),
    others: fc.record({
      count: fc.constantFrom(0, 0, 0, 1, 9, 10, 11, 40),
      hoursAgo: fc.constantFrom(0, 1, 23.9, 24, 24.1),
      state: fc.constantFrom('completed' as const, 'completed' as const, 'revoked' as const),
    }),
  })
  // What does not renew, or is over, has an end: the table holds nothing else.
  .map((contract) => {
    const ends = !contract.autoRenew || contract.status !== 'active';
    return ends ? { ...contract, endsAfterPeriod: contract.endsAfterPeriod ?? 0 } : contract;
  });

export interface WrittenContract {
  subscriptionId: string;
  accountId: string;
}

/** Writes contracts, each of an account and a plan of its own, in a few statements for all of them. */
export async function writeContracts(
  sql: Sql,
  contracts: readonly AnyContract[],
  now: Date,
): Promise<WrittenContract[]> {
  const lot = contracts.map((contract) => ({
    ...contract,
    others: contract.others.count,
    othersState: contract.others.state,
    othersAt: new Date(now.getTime() - contract.others.hoursAgo * 3_600_000),
    periodEndsAt: new Date(now.getTime() + contract.daysLeft * 86_400_000),
    subscriptionId: newId(),
    accountId: newId(),
    periodId: newId(),
    invoiceId: newId(),
    paymentId: newId(),
    cancellationId: newId(),
  }));
  const rows = JSON.stringify(lot);
  for (const statement of STATEMENTS) await sql(`with lot as (${LOT}) ${statement}`, [rows]);
  return lot.map(({ subscriptionId, accountId }) => ({ subscriptionId, accountId }));
}

const LOT = `
  select r.*, "periodEndsAt" - make_interval(months => "intervalMonths") as starts_at,
         'plan_' || replace("accountId"::text, '-', '') as plan_code
    from jsonb_to_recordset($1::jsonb) as r (route text, segment text, "noticeDays" int,
         "immediateEnd" boolean, "refundSharePercent" int, country text, "timeZone" text, status text,
         "autoRenew" boolean, "periodEndsAt" timestamptz, "intervalMonths" int, "termNumber" int,
         "endsAfterPeriod" int, price bigint, paid boolean, earlier text, others int,
         "othersState" text, "othersAt" timestamptz, "subscriptionId" uuid, "accountId" uuid,
         "periodId" uuid, "invoiceId" uuid, "paymentId" uuid, "cancellationId" uuid)`;

/** An earlier declaration as the rows of the given states look; `$1` is the lot. */
const cancellationColumns = `
  insert into cancellation (id, reference, subscription_id, account_id, kind, effective, reason_code,
         state, door, actor_type, actor_name, requested_at, decided_at, effective_at, completed_at,
         failed_from, changed_at)`;
const reference = `'CXL-' || lpad(nextval('cancellation_reference_seq')::text, 8, '0')`;

const STATEMENTS = [
  `insert into plan (code, name, route, segment, notice_days, immediate_end, refund_share_percent)
   select plan_code, 'Plan', route, segment, "noticeDays", "immediateEnd", "refundSharePercent" from lot`,
  `insert into account (id, name, email, country, language, time_zone)
   select "accountId", 'Somebody', "accountId" || '@example.com', country, 'en', "timeZone" from lot`,
  `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew, started_at,
          period_starts_at, period_ends_at, term_number, ends_at, interval_months, price_amount,
          tax_amount, currency, next_invoice_at)
   select "subscriptionId", "accountId", plan_code, "subscriptionId", status, "autoRenew",
          starts_at - make_interval(months => "intervalMonths" * ("termNumber" - 1)), starts_at,
          "periodEndsAt", "termNumber", "periodEndsAt" + make_interval(days => "endsAfterPeriod"),
          "intervalMonths", price, 0, 'EUR',
          case when status in ('active', 'ending') and "autoRenew" then "periodEndsAt" end from lot`,
  `insert into billing_period (id, subscription_id, starts_at, ends_at)
   select "periodId", "subscriptionId", starts_at, "periodEndsAt" from lot`,
  `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
   select "invoiceId", "subscriptionId", "periodId", price, 0, 'EUR',
          case when paid then 'paid' else 'open' end, starts_at from lot`,
  `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, captured_at)
   select "paymentId", "invoiceId", "subscriptionId", price, 0, 'EUR', starts_at
     from lot where paid and price > 0`,
  `${cancellationColumns}
   select "cancellationId", ${reference}, "subscriptionId", "accountId", 'ordinary', null, 'unused',
          earlier, 'my_account', 'customer', 'Customer', starts_at, starts_at, "periodEndsAt",
          case when earlier = 'completed' then starts_at end,
          case when earlier = 'failed' then 'requested' end, starts_at
     from lot where earlier is not null`,
  `${cancellationColumns}
   select uuidv7(), ${reference}, null, "accountId", 'ordinary', null, 'unused',
          "othersState", 'my_account', 'customer', 'Customer', "othersAt", "othersAt", "othersAt",
          case when "othersState" = 'completed' then "othersAt" end, null, "othersAt"
     from lot, generate_series(1, others)`,
];
