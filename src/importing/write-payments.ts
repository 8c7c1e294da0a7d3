import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { ImportRow } from './parse-lines.js';
import { countWritten } from './write-catalogue.js';
import type { Written } from './written.js';

interface Place {
  external_id: string;
  subscription_id: string | null;
  currency: string | null;
  billing_period_id: string | null;
}

type Placed = ImportRow & { subscription_id: string; billing_period_id: string };

/** Writes payments on the invoice of the period they belong to, and marks it paid when covered. */
export async function writePayments(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<Written> {
  const { placed, refused } = await place(tx, rows);
  await addMissingInvoices(tx, placed);
  const payments = await sql<{ invoice_id: string; created: boolean }>(
    tx,
    `insert into payment (id, external_id, invoice_id, subscription_id, amount, tax, currency, captured_at)
     select r.id, r.external_id, invoice.id, r.subscription_id, r.amount, r.tax, r.currency, r.captured_at
       from jsonb_to_recordset($1::jsonb) as r (id uuid, external_id text, subscription_id uuid,
            billing_period_id uuid, amount bigint, tax bigint, currency text, captured_at timestamptz)
       join invoice on invoice.billing_period_id = r.billing_period_id
     on conflict (external_id) do update
        set amount = excluded.amount, tax = excluded.tax, captured_at = excluded.captured_at
      where payment.subscription_id = excluded.subscription_id
        and (payment.amount, payment.tax, payment.captured_at)
            is distinct from (excluded.amount, excluded.tax, excluded.captured_at)
     returning invoice_id, xmax = 0 as created`,
    [JSON.stringify(placed.map((row) => ({ id: newId(), ...row })))],
  );
  await markPaid(tx, [...new Set(payments.map(({ invoice_id }) => invoice_id))]);
  return { ...countWritten(payments), refused };
}

/** The period that holds the capture; for what was paid ahead, the next one to begin. */
async function place(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<{ placed: Placed[]; refused: Written['refused'] }> {
  const places = await sql<Place>(
    tx,
    `select r.external_id, subscription.id as subscription_id, subscription.currency,
            period.id as billing_period_id
       from jsonb_to_recordset($1::jsonb)
            as r (external_id text, subscription_external_id text, captured_at timestamptz)
       left join subscription on subscription.external_id = r.subscription_external_id
       left join lateral (
         select id from billing_period
          where subscription_id = subscription.id and ends_at > r.captured_at
            and starts_at <= r.captured_at + interval '31 days'
          order by starts_at limit 1) as period on true`,
    [JSON.stringify(rows)],
  );
  const byId = new Map(places.map((found) => [found.external_id, found]));
  const placed: Placed[] = [];
  const refused: Written['refused'] = [];
  for (const row of rows) {
    const found = byId.get(row.external_id);
    const fault = faultOf(row, found);
    if (fault !== null) refused.push({ externalId: row.external_id, ...fault });
    else if (found?.subscription_id && found.billing_period_id) {
      const { subscription_id, billing_period_id } = found;
      placed.push({ ...row, subscription_id, billing_period_id });
    }
  }
  return { placed, refused };
}

function faultOf(
  row: ImportRow,
  found: Place | undefined,
): { code: string; message: string } | null {
  if (!found?.subscription_id) {
    const message = `There is no subscription ${String(row['subscription_external_id'])}.`;
    return { code: 'subscription_not_found', message };
  }
  if (found.currency !== row['currency']) {
    const message = `The subscription is billed in ${found.currency ?? '?'}, not ${String(row['currency'])}.`;
    return { code: 'currency_mismatch', message };
  }
  if (!found.billing_period_id) {
    const message = 'The subscription has no billing period at that time.';
    return { code: 'period_not_found', message };
  }
  return null;
}

/** What had ended before it was imported has a period without an invoice; its payment settles one. */
async function addMissingInvoices(tx: EntityManager, placed: readonly Placed[]): Promise<void> {
  const periods = [...new Set(placed.map((row) => row.billing_period_id))];
  await sql(
    tx,
    `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
     select r.id, subscription.id, period.id, subscription.price_amount, subscription.tax_amount,
            subscription.currency, 'paid', period.starts_at
       from jsonb_to_recordset($1::jsonb) as r (id uuid, billing_period_id uuid)
       join billing_period as period on period.id = r.billing_period_id
       join subscription on subscription.id = period.subscription_id
     on conflict (billing_period_id) do nothing`,
    [JSON.stringify(periods.map((id) => ({ id: newId(), billing_period_id: id })))],
  );
}

async function markPaid(tx: EntityManager, invoices: readonly string[]): Promise<void> {
  await sql(tx, 'select 1 from invoice where id = any($1::uuid[]) order by id for update', [
    invoices,
  ]);
  await sql(
    tx,
    `update invoice set status = 'paid'
      where id = any($1::uuid[]) and status = 'open'
        and amount <= (select sum(amount) from payment where payment.invoice_id = invoice.id)`,
    [invoices],
  );
}
