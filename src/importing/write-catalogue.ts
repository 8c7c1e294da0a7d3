import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { ImportRow } from './parse-lines.js';
import { accountNotFound, resolveAccounts } from './resolve-accounts.js';
import type { Written } from './written.js';

/** Rows that `on conflict … where` left as they were are not returned. */
export function countWritten(returned: readonly { created: boolean }[]): Written {
  const created = returned.filter((row) => row.created).length;
  return { created, updated: returned.length - created, refused: [] };
}

/** With an id for those that are new. */
export function asParameter(rows: readonly object[]): string {
  return JSON.stringify(rows.map((row) => ({ id: newId(), ...row })));
}

export async function writeAccounts(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<Written> {
  return countWritten(
    await sql(
      tx,
      `insert into account (id, external_id, name, email, country, language, time_zone)
       select id, external_id, name, email, country, language, time_zone
         from jsonb_to_recordset($1::jsonb) as r (id uuid, external_id text, name text, email text,
              country text, language text, time_zone text)
       on conflict (external_id) do update
          set name = excluded.name, email = excluded.email, country = excluded.country,
              language = excluded.language, time_zone = excluded.time_zone
        where (account.name, account.email, account.country, account.language, account.time_zone)
              is distinct from
              (excluded.name, excluded.email, excluded.country, excluded.language, excluded.time_zone)
       returning xmax = 0 as created`,
      [asParameter(rows)],
    ),
  );
}

/** Plans are known by their code, so that the demo's and an operator's own can become one. */
export async function writePlans(tx: EntityManager, rows: readonly ImportRow[]): Promise<Written> {
  return countWritten(
    await sql(
      tx,
      `insert into plan (code, external_id, name, route, segment, notice_days, refund_share_percent,
                         refund_convention, immediate_end)
       select code, external_id, name, route, segment, notice_days, refund_share_percent,
              refund_convention, immediate_end
         from jsonb_to_recordset($1::jsonb) as r (code text, external_id text, name text, route text,
              segment text, notice_days integer, refund_share_percent integer,
              refund_convention text, immediate_end boolean)
       on conflict (code) do update
          set external_id = excluded.external_id, name = excluded.name, route = excluded.route,
              segment = excluded.segment, notice_days = excluded.notice_days,
              refund_share_percent = excluded.refund_share_percent,
              refund_convention = excluded.refund_convention, immediate_end = excluded.immediate_end
        where (plan.external_id, plan.name, plan.route, plan.segment, plan.notice_days,
               plan.refund_share_percent, plan.refund_convention, plan.immediate_end)
              is distinct from
              (excluded.external_id, excluded.name, excluded.route, excluded.segment,
               excluded.notice_days, excluded.refund_share_percent, excluded.refund_convention,
               excluded.immediate_end)
       returning xmax = 0 as created`,
      [asParameter(rows)],
    ),
  );
}

export async function writeDevices(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<Written> {
  const { found, lost } = await resolveAccounts(tx, rows);
  const written = countWritten(
    await sql(
      tx,
      `insert into device (id, external_id, account_id, service_tag, line, model)
       select id, external_id, account_id, service_tag, line, model
         from jsonb_to_recordset($1::jsonb) as r (id uuid, external_id text, account_id uuid,
              service_tag text, line text, model text)
       on conflict (external_id) do update
          set account_id = excluded.account_id, service_tag = excluded.service_tag,
              line = excluded.line, model = excluded.model
        where (device.account_id, device.service_tag, device.line, device.model) is distinct from
              (excluded.account_id, excluded.service_tag, excluded.line, excluded.model)
       returning xmax = 0 as created`,
      [asParameter(found)],
    ),
  );
  return { ...written, refused: lost.map(accountNotFound) };
}
