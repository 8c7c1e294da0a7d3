import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { PolicyInForce } from './cancellation-policy.js';
import { parsePolicyDocument } from './policy-document.js';

/**
 * The policy whose day has come: the highest version among those in force at `at`.
 * @throws Error when there is none, which only a database without its migrations can show
 */
export async function policyInForce(em: SqlEntityManager, at: Date): Promise<PolicyInForce> {
  const [row] = await sql<{ version: number; document: unknown }>(
    em,
    `select version, document from policy where effective_from <= $1 order by version desc limit 1`,
    [at],
  );
  if (!row) throw new Error('There is no policy in force: run `desk migrate up`.');
  return { version: row.version, document: parsePolicyDocument(row.document) };
}
