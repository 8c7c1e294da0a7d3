import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { missingPeriods, type Period } from './next-period.js';

/** Ten years of months in one go; what is behind still further catches up with the next run. */
const MOST_PERIODS = 120;
const SET_SIZE = 500;
const actor = systemActor('renew-subscriptions');

interface DueRow {
  id: string;
  startedAt: string;
  periodStartsAt: string;
  periodEndsAt: string;
  endsAt: string | null;
  termNumber: number;
  intervalMonths: number;
  price: string;
  tax: string;
  currency: string;
  timeZone: string;
}

interface Renewal {
  row: DueRow;
  periods: Period[];
  last: Period;
  nextInvoiceAt: Date | null;
}

/**
 * Gives subscriptions whose period is over their next one, with its invoice, until they have caught
 * up: those that renew by themselves, and those that end later than their period. A row is moved by
 * its own period's end, under its lock, so that running twice, or twice at once, renews once.
 */
@Injectable()
export class RenewSubscriptions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers how many were renewed.
   * @throws Error naming those that could not be, after all the others were
   */
  async run(limit = SET_SIZE): Promise<number> {
    const now = this.clock.now();
    const failed: string[] = [];
    const reasons: unknown[] = [];
    let renewed = 0;
    for (;;) {
      const seen = await this.em.fork().transactional(async (tx) => {
        const rows = await sql<DueRow>(tx, DUE, [now, failed, limit]);
        const renewals = rows.flatMap((row) => {
          try {
            return [renewalOf(row, now)];
          } catch (error) {
            // One with an unknown zone, say, must not keep the others from renewing.
            failed.push(row.id);
            reasons.push(error);
            return [];
          }
        });
        await write(tx, renewals, now);
        renewed += renewals.length;
        return rows.length;
      });
      if (seen < limit) break;
    }
    if (failed.length > 0) {
      throw new AggregateError(reasons, `Not renewed: subscriptions ${failed.join(', ')}.`);
    }
    return renewed;
  }
}

const DUE = `
  select s.id, s.started_at as "startedAt", s.period_starts_at as "periodStartsAt",
         s.period_ends_at as "periodEndsAt", s.ends_at as "endsAt", s.term_number as "termNumber",
         s.interval_months as "intervalMonths", s.price_amount as price, s.tax_amount as tax,
         s.currency, a.time_zone as "timeZone"
    from subscription s join account a on a.id = s.account_id
   where s.status in ('active', 'ending') and s.period_ends_at <= $1
     and (s.status = 'ending' or s.auto_renew)
     -- While a declaration waits for its decision nothing is charged that it may give back.
     and not exists (select 1 from cancellation c
                      where c.subscription_id = s.id and c.state in ('requested', 'in_review'))
     and (s.ends_at is null or s.ends_at > s.period_ends_at)
     and s.id <> all ($2::uuid[])
   order by s.period_ends_at limit $3
     for update of s skip locked`;

function renewalOf(row: DueRow, now: Date): Renewal {
  const endsAt = row.endsAt === null ? null : new Date(row.endsAt);
  const periods = missingPeriods(
    {
      startedAt: new Date(row.startedAt),
      periodEndsAt: new Date(row.periodEndsAt),
      intervalMonths: row.intervalMonths,
      endsAt,
      timeZone: row.timeZone,
      price: Number(row.price),
      tax: Number(row.tax),
      currency: row.currency,
    },
    now,
    MOST_PERIODS,
  );
  const last = periods.at(-1);
  if (last === undefined) throw new Error('A subscription that is due has no next period.');
  const nextInvoiceAt = endsAt !== null && endsAt <= last.endsAt ? null : last.endsAt;
  return { row, periods, last, nextInvoiceAt };
}

async function write(tx: SqlEntityManager, renewals: Renewal[], now: Date): Promise<void> {
  if (renewals.length === 0) return;
  await sql(
    tx,
    `update subscription s
        set period_starts_at = r.starts_at, period_ends_at = r.ends_at,
            term_number = s.term_number + r.terms, next_invoice_at = r.next_invoice_at
       from jsonb_to_recordset($1::jsonb) as r (id uuid, starts_at timestamptz, ends_at timestamptz,
            terms integer, next_invoice_at timestamptz)
      where s.id = r.id`,
    [
      JSON.stringify(
        renewals.map(({ row, periods, last, nextInvoiceAt }) => ({
          id: row.id,
          starts_at: last.startsAt,
          ends_at: last.endsAt,
          terms: periods.length,
          next_invoice_at: nextInvoiceAt,
        })),
      ),
    ],
  );
  const issued = renewals.flatMap(({ row, periods }) =>
    periods.map((period) => ({
      period_id: newId(),
      invoice_id: newId(),
      subscription_id: row.id,
      starts_at: period.startsAt,
      ends_at: period.endsAt,
      amount: period.amount,
      tax: period.tax,
      currency: row.currency,
    })),
  );
  // A period that came with an import keeps the invoice it came with.
  const written = await sql<{ id: string }>(tx, PERIODS, [JSON.stringify(issued)]);
  const fresh = new Set(written.map(({ id }) => id));
  const invoices = issued.filter(({ period_id: id }) => fresh.has(id));
  await sql(tx, INVOICES, [JSON.stringify(invoices), now]);
  await recordAudit(tx, [
    ...renewals.map((renewal) => renewalLine(renewal, now)),
    ...invoices.map((invoice): AuditLine => ({
      at: now,
      action: 'invoice.issued',
      actor,
      subjectType: 'invoice',
      subjectId: invoice.invoice_id,
      after: {
        subscriptionId: invoice.subscription_id,
        amount: invoice.amount,
        currency: invoice.currency,
      },
    })),
  ]);
}

const RECORD = `jsonb_to_recordset($1::jsonb) as r (period_id uuid, invoice_id uuid,
  subscription_id uuid, starts_at timestamptz, ends_at timestamptz, amount bigint, tax bigint,
  currency text)`;
const PERIODS = `
  insert into billing_period (id, subscription_id, starts_at, ends_at)
  select period_id, subscription_id, starts_at, ends_at from ${RECORD}
      on conflict (subscription_id, starts_at) do nothing
  returning id`;
/** Nothing to pay is paid: an invoice over 0 would stand open for good. */
const INVOICES = `
  insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
  select invoice_id, subscription_id, period_id, amount, tax, currency,
         case when amount = 0 then 'paid' else 'open' end, $2::timestamptz from ${RECORD}`;

function renewalLine({ row, periods, last }: Renewal, now: Date): AuditLine {
  return {
    at: now,
    action: 'subscription.renewed',
    actor,
    subjectType: 'subscription',
    subjectId: row.id,
    before: {
      periodStartsAt: new Date(row.periodStartsAt),
      periodEndsAt: new Date(row.periodEndsAt),
      termNumber: row.termNumber,
    },
    after: {
      periodStartsAt: last.startsAt,
      periodEndsAt: last.endsAt,
      termNumber: row.termNumber + periods.length,
    },
  };
}
