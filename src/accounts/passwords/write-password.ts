import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../database/sql.js';

/** Sets the hash of an account's password, in the transaction of `em`. */
export async function writePassword(
  em: SqlEntityManager,
  accountId: string,
  hash: string,
  at: Date,
): Promise<void> {
  await sql(
    em,
    `insert into account_password (account_id, password_hash, changed_at) values ($1, $2, $3)
     on conflict (account_id) do update
       set password_hash = excluded.password_hash, changed_at = excluded.changed_at`,
    [accountId, hash, at],
  );
}
