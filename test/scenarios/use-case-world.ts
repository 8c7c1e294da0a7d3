import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { ormOptions } from '../../src/database/orm-options.js';
import { sql } from '../../src/database/sql.js';
import { JobHints } from '../../src/queue/job-hints.js';
import { Clock } from '../../src/shared/clock.js';
import { newId } from '../../src/shared/ids.js';
import { createTestDatabase } from '../support/database.js';

/** A clock that a test sets and moves on. */
export class SetClock extends Clock {
  constructor(private instant: Date) {
    super();
  }
  override now(): Date {
    return new Date(this.instant);
  }
  set(instant: string | Date): void {
    this.instant = new Date(instant);
  }
  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}

/** Every hint is lost: use cases must do without. */
export class LostHints extends JobHints {
  readonly lost: string[] = [];
  constructor() {
    super(undefined as never);
  }
  override add(_queue: string, ids: readonly string[]): Promise<boolean> {
    this.lost.push(...ids);
    return Promise.resolve(false);
  }
}

export interface World {
  em: EntityManager;
  clock: SetClock;
  hints: LostHints;
  rows<Row = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** Every row of the tables but those named, to show that nothing else changed. */
  everythingBut(...tables: string[]): Promise<string>;
  close(): Promise<void>;
}

/** A migrated database of its own, for use cases that are made by hand. */
export async function openWorld(now: string): Promise<World> {
  Logger.overrideLogger(false); // Failures are what these scenarios are about.
  const database = await createTestDatabase();
  const orm = await MikroORM.init(ormOptions(database.url, 6));
  const em = orm.em as EntityManager;
  const rows = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
    sql<Row>(em.fork(), text, parameters);
  return {
    em,
    clock: new SetClock(new Date(now)),
    hints: new LostHints(),
    rows,
    async everythingBut(...tables) {
      const all = [
        'account',
        'subscription',
        'billing_period',
        'invoice',
        'payment',
        'credit_note',
      ];
      all.push('refund', 'ledger_entry', 'cancellation', 'notification', 'audit_entry', 'device');
      const kept = all.filter((table) => !tables.includes(table));
      const dumps = kept.map((table) => rows(`select * from ${table} order by 1`));
      return JSON.stringify(await Promise.all(dumps));
    },
    async close() {
      await orm.close(true);
      await database.drop();
    },
  };
}

export interface Customer {
  accountId: string;
  subscriptionId: string;
  cancellationId: string;
  invoiceId: string;
  paymentId: string;
}

export interface CustomerFacts {
  email?: string;
  language?: string;
  country?: string;
  timeZone?: string;
  status?: string;
  autoRenew?: boolean;
  startedAt?: string;
  periodStartsAt?: string;
  periodEndsAt?: string;
  endsAt?: string | null;
  price?: number;
  tax?: number;
}

let serial = 0;

/** A customer with one subscription, its paid invoice and a completed cancellation. */
export async function addCustomer(world: World, facts: CustomerFacts = {}): Promise<Customer> {
  serial += 1;
  const ids = {
    accountId: newId(),
    subscriptionId: newId(),
    cancellationId: newId(),
    invoiceId: newId(),
    paymentId: newId(),
  };
  const periodId = newId();
  const { price = 11900, tax = 2225, startedAt = '2026-01-31T00:00:00+01:00' } = facts;
  const { periodStartsAt = startedAt, periodEndsAt = '2026-02-28T00:00:00+01:00' } = facts;
  await world.rows(
    `insert into plan (code, name, route, segment) values ('premium_support', 'Premium Support', 'self_service', 'consumer')
         on conflict do nothing`,
  );
  await world.rows(
    `insert into account (id, name, email, country, language, time_zone) values ($1, 'Anna Kowalska', $2, $3, $4, $5)`,
    [
      ids.accountId,
      facts.email ?? `anna${serial}@example.com`,
      facts.country ?? 'PL',
      facts.language ?? 'pl',
      facts.timeZone ?? 'Europe/Warsaw',
    ],
  );
  await world.rows(
    `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew, started_at,
       period_starts_at, period_ends_at, ends_at, interval_months, price_amount, tax_amount, currency, next_invoice_at)
     values ($1, $2, 'premium_support', $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, 'PLN',
             case when $4 in ('cancelled', 'expired') then null else $8::timestamptz end)`,
    [
      ids.subscriptionId,
      ids.accountId,
      `PO-${serial}`,
      facts.status ?? 'active',
      facts.autoRenew ?? true,
      startedAt,
      periodStartsAt,
      periodEndsAt,
      facts.endsAt ?? null,
      price,
      tax,
    ],
  );
  await world.rows(
    `insert into billing_period (id, subscription_id, starts_at, ends_at) values ($1, $2, $3, $4)`,
    [periodId, ids.subscriptionId, periodStartsAt, periodEndsAt],
  );
  await world.rows(
    `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
     values ($1, $2, $3, $4, $5, 'PLN', 'paid', $6)`,
    [ids.invoiceId, ids.subscriptionId, periodId, price, tax, periodStartsAt],
  );
  await world.rows(
    `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, captured_at)
     values ($1, $2, $3, $4, $5, 'PLN', $6)`,
    [ids.paymentId, ids.invoiceId, ids.subscriptionId, price, tax, periodStartsAt],
  );
  await world.rows(
    `insert into cancellation (id, reference, subscription_id, account_id, kind, reason_code, state, door,
       actor_type, actor_name, requested_at, decided_at, effective_at, completed_at, changed_at)
     values ($1, $2, $3, $4, 'ordinary', 'unused', 'completed', 'api', 'client', 'Test', $5, $5, $5, $5, $5)`,
    [
      ids.cancellationId,
      `CXL-${String(serial).padStart(8, '0')}`,
      ids.subscriptionId,
      ids.accountId,
      '2026-02-10T09:30:00Z',
    ],
  );
  return ids;
}
