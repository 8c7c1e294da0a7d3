import type pg from 'pg';
import { AFTERWARDS } from './api-reference.js';

/** What is still to be mailed and paid waits until nothing is measured any more. */
export async function putOff(pool: pg.Pool): Promise<void> {
  for (const table of ['notification', 'refund']) {
    await pool.query(`update ${table} set next_attempt_at = $1 where state = 'pending'`, [
      AFTERWARDS,
    ]);
  }
}
