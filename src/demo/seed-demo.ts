import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { type DemoData, demoData } from './demo-data.js';
import { writeDemoCancellation } from './demo-cancellation.js';

/**
 * Writes the demo data, once in the life of a database, however many processes start at once.
 * @returns whether it was written now
 */
export async function seedDemo(em: EntityManager, now: Date): Promise<boolean> {
  return em.fork().transactional(async (tx) => {
    // The row is the lock: who comes second waits for the first and finds the work done.
    const [installation] = await sql<{ demo_seeded_at: string | null }>(
      tx,
      'select demo_seeded_at from installation for update',
    );
    if (installation === undefined) throw new Error('The installation row is missing.');
    if (installation.demo_seeded_at !== null) return false;
    await writeDemo(tx, now);
    await sql(tx, 'update installation set demo_seeded_at = $1', [now.toISOString()]);
    return true;
  });
}

async function writeDemo(tx: EntityManager, now: Date): Promise<void> {
  const data = demoData(now);
  await writePlans(tx, data);
  await writeAccounts(tx, data);
  await writeSubscriptions(tx, data);
  await writeBilling(tx, data);
  const cancelled = data.subscriptions.filter(({ status }) => status === 'cancelled');
  for (const subscription of cancelled) await writeDemoCancellation(tx, subscription);
  await recordAudit(tx, [
    {
      at: now,
      action: 'demo.seeded',
      actor: systemActor('setup'),
      subjectType: 'installation',
      subjectId: 'demo',
      after: { accounts: data.accounts.length, subscriptions: data.subscriptions.length },
    },
  ]);
}

/** An operator's own plans of the same codes stand as they are. */
async function writePlans(tx: EntityManager, { plans }: DemoData): Promise<void> {
  await sql(
    tx,
    `insert into plan (code, name, route, segment, notice_days, refund_share_percent, refund_convention, immediate_end)
     select code, name, route, segment, notice_days, 100, 'day_used', immediate_end
       from jsonb_to_recordset($1::jsonb) as r (code text, name text, route text, segment text,
            notice_days integer, immediate_end boolean)
     on conflict (code) do nothing`,
    [JSON.stringify(plans)],
  );
}

async function writeAccounts(tx: EntityManager, { accounts, devices }: DemoData): Promise<void> {
  await sql(
    tx,
    `insert into account (id, name, email, country, language, time_zone, created_at)
     select id, name, email, country, language, time_zone, created_at
       from jsonb_to_recordset($1::jsonb) as r (id uuid, name text, email text, country text,
            language text, time_zone text, created_at timestamptz)`,
    [JSON.stringify(accounts)],
  );
  await sql(
    tx,
    `insert into device (id, account_id, service_tag, line, model)
     select id, account_id, service_tag, line, model
       from jsonb_to_recordset($1::jsonb) as r (id uuid, account_id uuid, service_tag text, line text, model text)`,
    [JSON.stringify(devices)],
  );
}

async function writeSubscriptions(tx: EntityManager, data: DemoData): Promise<void> {
  await sql(
    tx,
    `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew, started_at,
            period_starts_at, period_ends_at, term_number, ends_at, interval_months, price_amount,
            tax_amount, currency, next_invoice_at, created_at)
     select id, account_id, plan_code, order_number, status, auto_renew, started_at,
            period_starts_at, period_ends_at, term_number, ends_at, interval_months, price_amount,
            tax_amount, currency, next_invoice_at, started_at
       from jsonb_to_recordset($1::jsonb) as r (id uuid, account_id uuid, plan_code text,
            order_number text, status text, auto_renew boolean, started_at timestamptz,
            period_starts_at timestamptz, period_ends_at timestamptz, term_number integer,
            ends_at timestamptz, interval_months integer, price_amount bigint, tax_amount bigint,
            currency text, next_invoice_at timestamptz)`,
    [JSON.stringify(data.subscriptions)],
  );
  const links = data.subscriptions.flatMap(({ id, devices }) =>
    devices.map((device) => ({ subscription_id: id, device_id: device })),
  );
  await sql(
    tx,
    `insert into subscription_device (subscription_id, device_id)
     select subscription_id, device_id
       from jsonb_to_recordset($1::jsonb) as r (subscription_id uuid, device_id uuid)`,
    [JSON.stringify(links)],
  );
}

/** Every period since the start, invoiced and paid on its first day. */
async function writeBilling(tx: EntityManager, data: DemoData): Promise<void> {
  const periods = JSON.stringify(
    data.subscriptions.flatMap((subscription) => subscription.periods),
  );
  const rows = `jsonb_to_recordset($1::jsonb) as r (id uuid, invoice_id uuid, payment_id uuid,
    subscription_id uuid, starts_at timestamptz, ends_at timestamptz, amount bigint, tax bigint, currency text)`;
  await sql(
    tx,
    `insert into billing_period (id, subscription_id, starts_at, ends_at)
     select id, subscription_id, starts_at, ends_at from ${rows}`,
    [periods],
  );
  await sql(
    tx,
    `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
     select invoice_id, subscription_id, id, amount, tax, currency, 'paid', starts_at from ${rows}
      order by starts_at`,
    [periods],
  );
  await sql(
    tx,
    `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, gateway_reference, captured_at)
     select payment_id, invoice_id, subscription_id, amount, tax, currency, 'demo-' || payment_id, starts_at
       from ${rows}`,
    [periods],
  );
}
