import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';

/** The newest version, whether or not its day has come: what a proposal changes. */
export async function newestPolicy(
  em: SqlEntityManager,
): Promise<{ version: number; document: unknown }> {
  const [row] = await sql<{ version: number; document: unknown }>(
    em,
    `select version, document from policy order by version desc limit 1`,
  );
  if (row === undefined) throw new Error('There is no policy: run `desk migrate up`.');
  return row;
}
