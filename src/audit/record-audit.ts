import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn, joinedJson } from '../database/joined.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';

/** One line of the log. Carries ids and facts, never names, addresses or free text of a customer. */
export interface AuditLine {
  at: Date;
  /** Past tense, dotted: `cancellation.requested`. */
  action: string;
  actor: Actor;
  subjectType: string;
  subjectId: string;
  cancellationId?: string | null;
  reason?: string | null;
  before?: unknown;
  after?: unknown;
}

/** Writes the lines in the transaction of `em`, in their order, by one statement. */
export async function recordAudit(
  em: SqlEntityManager,
  lines: readonly AuditLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql(em, INSERT, [
    joined(lines.map(({ at }) => at.toISOString())),
    joined(lines.map(({ action }) => action)),
    joined(lines.map(({ actor }) => actor.type)),
    joined(lines.map(({ actor }) => actor.id)),
    lines.map(({ actor }) => actor.name),
    joined(lines.map(({ subjectType }) => subjectType)),
    joined(lines.map(({ subjectId }) => subjectId)),
    joined(lines.map(({ cancellationId }) => cancellationId ?? null)),
    lines.map(({ reason }) => reason ?? null),
    joined(lines.map(({ actor }) => actor.requestId ?? null)),
    joinedJson(lines.map(({ before }) => before)),
    joinedJson(lines.map(({ after }) => after)),
  ]);
}

const INSERT = `
  insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id,
                           cancellation_id, reason, request_id, before, after)
  select * from unnest(${joinedColumn('$1', 'timestamptz')}, ${joinedColumn('$2', 'text')},
         ${joinedColumn('$3', 'text')}, ${joinedColumn('$4', 'uuid')}, $5::text[],
         ${joinedColumn('$6', 'text')}, ${joinedColumn('$7', 'text')}, ${joinedColumn('$8', 'uuid')}, $9::text[],
         ${joinedColumn('$10', 'text')},
         ${joinedColumn('$11', 'jsonb')}, ${joinedColumn('$12', 'jsonb')})`;
