import type { SqlEntityManager } from '@mikro-orm/postgresql';
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
  const rows = lines.map((line) => ({
    at: line.at,
    action: line.action,
    actor_type: line.actor.type,
    actor_id: line.actor.id,
    actor_name: line.actor.name,
    subject_type: line.subjectType,
    subject_id: line.subjectId,
    cancellation_id: line.cancellationId ?? null,
    reason: line.reason ?? null,
    request_id: line.actor.requestId ?? null,
    before: line.before ?? null,
    after: line.after ?? null,
  }));
  await sql(
    em,
    `insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id,
                              cancellation_id, reason, request_id, before, after)
     select at, action, actor_type, actor_id, actor_name, subject_type, subject_id,
            cancellation_id, reason, request_id, before, after
       from jsonb_to_recordset($1::jsonb) as r (at timestamptz, action text, actor_type text, actor_id uuid,
            actor_name text, subject_type text, subject_id text, cancellation_id uuid, reason text,
            request_id text, before jsonb, after jsonb)`,
    [JSON.stringify(rows)],
  );
}
