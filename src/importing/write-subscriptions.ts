import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { ImportRow } from './parse-lines.js';
import { accountNotFound, resolveAccounts } from './resolve-accounts.js';
import { asParameter, countWritten } from './write-catalogue.js';
import type { Written } from './written.js';

type Refused = Written['refused'];
type Resolved = ImportRow & { account_id: string };

/**
 * Writes subscriptions with their devices, their current period and, while they run, its invoice.
 * What has ended or is ending here, and what was renewed here past the file's period, is left as it
 * is: a file of yesterday undoes no cancellation.
 */
export async function writeSubscriptions(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<Written> {
  const { found, lost } = await resolveAccounts(tx, rows);
  const unknown = await unknownReferences(tx, found);
  const refusedIds = new Set(unknown.map(({ externalId }) => externalId));
  const good = found.filter((row) => !refusedIds.has(row.external_id));
  const subscriptions = await upsert(tx, good);
  const redeviced = await linkDevices(tx, good);
  await addPeriods(tx, good);
  const written = countWritten(subscriptions);
  const seen = new Set(subscriptions.map(({ external_id }) => external_id));
  written.updated += redeviced.filter((externalId) => !seen.has(externalId)).length;
  return { ...written, refused: [...lost.map(accountNotFound), ...unknown] };
}

async function unknownReferences(tx: EntityManager, rows: readonly Resolved[]): Promise<Refused> {
  const wrong = await sql<{
    external_id: string;
    plan_missing: boolean;
    tag: string | null;
    owned: boolean;
  }>(
    tx,
    `select r.external_id, plan.code is null as plan_missing, wrong.tag, wrong.owned
       from jsonb_to_recordset($1::jsonb)
            as r (external_id text, plan_code text, account_id uuid, service_tags jsonb)
       left join plan on plan.code = r.plan_code
       left join lateral (
         select tag, device.id is not null as owned
           from jsonb_array_elements_text(r.service_tags) as tag
           left join device on device.service_tag = tag
          where device.account_id is distinct from r.account_id
          limit 1) as wrong on true
      where plan.code is null or wrong.tag is not null`,
    [JSON.stringify(rows)],
  );
  const plans = new Map(rows.map((row) => [row.external_id, String(row['plan_code'])]));
  return wrong.map(({ external_id: externalId, plan_missing, tag, owned }) => {
    if (plan_missing) {
      const message = `There is no plan ${plans.get(externalId) ?? ''}.`;
      return { externalId, code: 'plan_not_found', message };
    }
    return owned
      ? {
          externalId,
          code: 'device_of_another_account',
          message: `The device ${tag} belongs to another account.`,
        }
      : { externalId, code: 'device_not_found', message: `There is no device ${tag}.` };
  });
}

/** The rows of the file that may speak about the row that is here. */
const STILL_OURS = `subscription.status = 'active'
  and subscription.period_starts_at <= excluded.period_starts_at`;

async function upsert(
  tx: EntityManager,
  rows: readonly Resolved[],
): Promise<{ external_id: string; created: boolean }[]> {
  const columns = [
    'account_id',
    'plan_code',
    'order_number',
    'status',
    'auto_renew',
    'started_at',
    'period_starts_at',
    'period_ends_at',
    'ends_at',
    'term_number',
    'interval_months',
    'price_amount',
    'tax_amount',
    'currency',
    'next_invoice_at',
  ];
  const of = (table: string): string => columns.map((name) => `${table}.${name}`).join(', ');
  return sql(
    tx,
    `insert into subscription (id, external_id, ${columns.join(', ')})
     select id, external_id, account_id, plan_code, order_number, status, auto_renew, started_at,
            period_starts_at, period_ends_at, ends_at, term_number, interval_months, price_amount,
            tax_amount, currency, case when auto_renew then period_ends_at end
       from jsonb_to_recordset($1::jsonb) as r (id uuid, external_id text, account_id uuid,
            plan_code text, order_number text, status text, auto_renew boolean,
            started_at timestamptz, period_starts_at timestamptz, period_ends_at timestamptz,
            ends_at timestamptz, term_number integer, interval_months integer, price_amount bigint,
            tax_amount bigint, currency text)
     on conflict (external_id) do update
        set ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}
      where ${STILL_OURS} and (${of('subscription')}) is distinct from (${of('excluded')})
     returning external_id, xmax = 0 as created`,
    [asParameter(rows)],
  );
}

/** Makes the devices those of the file; answers the external ids of those that changed by it. */
async function linkDevices(tx: EntityManager, rows: readonly Resolved[]): Promise<string[]> {
  const changed = await sql<{ external_id: string }>(
    tx,
    `with wanted as (
       select subscription.id as subscription_id, subscription.external_id, device.id as device_id
         from jsonb_to_recordset($1::jsonb)
              as r (external_id text, period_starts_at timestamptz, service_tags jsonb)
         join subscription using (external_id)
         left join device on device.service_tag in (select jsonb_array_elements_text(r.service_tags))
        where subscription.status = 'active' and subscription.period_starts_at = r.period_starts_at
           or not exists (select 1 from billing_period where subscription_id = subscription.id)
     ), removed as (
       delete from subscription_device as link using (select distinct subscription_id from wanted) as mine
        where link.subscription_id = mine.subscription_id
          and not exists (select 1 from wanted where wanted.subscription_id = link.subscription_id
                                                 and wanted.device_id = link.device_id)
       returning link.subscription_id
     ), added as (
       insert into subscription_device (subscription_id, device_id)
       select subscription_id, device_id from wanted where device_id is not null
       on conflict do nothing
       returning subscription_id
     )
     select distinct external_id from wanted
      where subscription_id in (select subscription_id from removed union select subscription_id from added)`,
    [JSON.stringify(rows)],
  );
  return changed.map(({ external_id }) => external_id);
}

/**
 * The current period and its invoice, open until payments cover it; nothing is owed for a price of
 * 0, and what has ended before it came here is not billed.
 */
async function addPeriods(tx: EntityManager, rows: readonly Resolved[]): Promise<void> {
  const ids = rows.map((row) => ({
    external_id: row.external_id,
    period_starts_at: row['period_starts_at'],
    period_id: newId(),
    invoice_id: newId(),
  }));
  await sql(
    tx,
    `with mine as (
       select subscription.*, r.period_id, r.invoice_id
         from jsonb_to_recordset($1::jsonb)
              as r (external_id text, period_starts_at timestamptz, period_id uuid, invoice_id uuid)
         join subscription using (external_id, period_starts_at)
     ), period as (
       insert into billing_period (id, subscription_id, starts_at, ends_at)
       select period_id, id, period_starts_at, period_ends_at from mine
       on conflict (subscription_id, starts_at) do nothing
       returning id
     )
     insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
     select mine.invoice_id, mine.id, period.id, mine.price_amount, mine.tax_amount, mine.currency,
            case when mine.price_amount = 0 then 'paid' else 'open' end, mine.period_starts_at
       from period join mine on mine.period_id = period.id
      where mine.status in ('active', 'ending')`,
    [JSON.stringify(ids)],
  );
}
