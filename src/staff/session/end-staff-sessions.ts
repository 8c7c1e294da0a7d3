import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../database/sql.js';

/**
 * Ends every session of a member, in the transaction of `em`. The rows go, and the number that sessions
 * carry moves on: so a session that is being written down right now is over as well.
 * @returns the new number, for the one session that may go on under it
 */
export async function endStaffSessions(em: SqlEntityManager, memberId: string): Promise<number> {
  const [row] = await sql<{ epoch: number }>(
    em,
    `update staff_member set session_epoch = session_epoch + 1 where id = $1
     returning session_epoch as epoch`,
    [memberId],
  );
  if (row === undefined) throw new Error('The member of the staff is gone.');
  await sql(em, `delete from staff_session where member_id = $1`, [memberId]);
  return row.epoch;
}
