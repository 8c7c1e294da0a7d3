import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn, joinedJson } from '../database/joined.js';
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
  const decided = all.flatMap(({ row, facts, decision }) =>
    decision === null ? [] : [{ row, facts, decision }],
  );
  if (decided.length === 0) return;
  await sql(em, INSERT, [
    now,
    joined(decided.map(() => newId())),
    joined(decided.map(({ row }) => row.id)),
    decided.map(({ decision }) => decision.policyVersion),
    joined(decided.map(({ decision }) => decision.outcome)),
    joinedJson(decided.map(({ facts }) => facts)),
    joined(decided.map(({ decision }) => decisionBytes(decision))),
  ]);
}

const INSERT = `
  insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
  select id, cancellation_id, policy_version, outcome, facts, document, $1
    from unnest(${joinedColumn('$2', 'uuid')}, ${joinedColumn('$3', 'uuid')}, $4::int[],
         ${joinedColumn('$5', 'text')}, ${joinedColumn('$6', 'json')}, ${joinedColumn('$7', 'json')})
         as r (id, cancellation_id, policy_version, outcome, facts, document)`;
