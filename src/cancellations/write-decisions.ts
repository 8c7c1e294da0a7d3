import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { Outcome } from './cancellation-outcome.js';
import { decisionBytes } from './cancellation-policy.js';

/** Stores what was decided now, with the facts that it was decided by; a due end was decided before. */
export async function writeDecisions(
  em: SqlEntityManager,
  all: readonly Outcome[],
  now: Date,
): Promise<void> {
  const rows = all.flatMap(({ row, facts, decision }) =>
    decision === null
      ? []
      : [
          newId(),
          row.id,
          decision.policyVersion,
          decision.outcome,
          JSON.stringify(facts),
          decisionBytes(decision),
        ],
  );
  if (rows.length > 0) await sql(em, insertDecisions(rows.length / 6), [now, ...rows]);
}

const insertions = new Map<number, string>();

/** As plain values: these are long texts, and a JSON parameter around them would escape and parse them twice. */
function insertDecisions(count: number): string {
  const known = insertions.get(count);
  if (known !== undefined) return known;
  const values = Array.from({ length: count }, (_, n) => {
    const at = (k: number): string => `$${n * 6 + 2 + k}`;
    return `(${[0, 1, 2, 3, 4, 5].map(at).join(', ')}, $1)`;
  });
  const text = `
    insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
    values ${values.join(', ')}`;
  insertions.set(count, text);
  return text;
}
