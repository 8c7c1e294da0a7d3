import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';

/**
 * Ends every session of the accounts, in the transaction of `em`. The rows go, and the number that
 * sessions carry moves on: so a session that is being written down right now is over as well.
 */
export async function endSessions(
  em: SqlEntityManager,
  accountIds: readonly string[],
): Promise<void> {
  await sql(em, `update account set session_epoch = session_epoch + 1 where id = any($1::uuid[])`, [
    accountIds,
  ]);
  await sql(em, `delete from portal_session where sess->>'accountId' = any($1::text[])`, [
    accountIds,
  ]);
}
