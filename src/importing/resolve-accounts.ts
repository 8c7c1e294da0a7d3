import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { ImportRow } from './parse-lines.js';
import type { Written } from './written.js';

/** Finds the accounts that rows name by external id or e-mail address, by one statement. */
export async function resolveAccounts(
  tx: EntityManager,
  rows: readonly ImportRow[],
): Promise<{ found: (ImportRow & { account_id: string })[]; lost: ImportRow[] }> {
  const accounts = await sql<{ external_id: string; account_id: string }>(
    tx,
    `select r.external_id, account.id as account_id
       from jsonb_to_recordset($1::jsonb)
            as r (external_id text, account_external_id text, account_email text)
       join account on account.external_id = r.account_external_id
                    or (r.account_external_id is null and lower(account.email) = r.account_email)`,
    [JSON.stringify(rows)],
  );
  const ids = new Map(accounts.map((row) => [row.external_id, row.account_id]));
  const found: (ImportRow & { account_id: string })[] = [];
  const lost: ImportRow[] = [];
  for (const row of rows) {
    const accountId = ids.get(row.external_id);
    if (accountId === undefined) lost.push(row);
    else found.push({ ...row, account_id: accountId });
  }
  return { found, lost };
}

export function accountNotFound(row: ImportRow): Written['refused'][number] {
  const { external_id, account_external_id, account_email } = row;
  return {
    externalId: external_id,
    code: 'account_not_found',
    message: `There is no account ${String(account_external_id ?? account_email)}.`,
  };
}
