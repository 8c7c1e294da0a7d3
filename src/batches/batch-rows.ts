import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Actor, ActorType, StaffRole } from '../shared/actor.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { BatchState } from './batch-state.js';

/** The batch as those need it who work on it. */
export interface BatchRow {
  id: string;
  client_id: string | null;
  operator: boolean;
  actor_type: ActorType;
  actor_id: string | null;
  actor_name: string;
  actor_role: StaffRole | null;
  request_id: string | null;
  source: 'csv' | 'ndjson' | 'filter';
  dry_run: boolean;
  mail_digest: boolean;
  lines_per_second: number | null;
  state: BatchState;
  started_at: string | null;
  line_count: number;
  seconded_by: string | null;
}

export const batchRowSql = `
  select b.id, b.client_id, coalesce(k.operator, true) as operator, b.actor_type, b.actor_id, b.actor_name,
         b.actor_role, b.request_id, b.source, b.dry_run, b.mail_digest, b.lines_per_second, b.state,
         b.started_at, b.line_count, b.seconded_by
    from batch b left join client k on k.id = b.client_id`;

/**
 * The batch, locked for the rest of the transaction of `em`.
 * @param visibility whose batches exist: each client's are its own; null, for staff, sees all
 * @throws DomainError `not_found`
 */
export async function lockBatch(
  em: SqlEntityManager,
  id: string,
  visibility: Visibility | null,
): Promise<BatchRow> {
  const rows = isUuid(id)
    ? await sql<BatchRow>(
        em,
        `${batchRowSql} where b.id = $1 and ($2::uuid is null or b.client_id = $2) for update of b`,
        [id, visibility?.clientId ?? null],
      )
    : [];
  const [row] = rows;
  if (row === undefined) throw notFound('batch');
  return row;
}

/**
 * As whom the lines are declared. What staff puts into a batch is judged like a program's: handing
 * ProSupport through is done one by one. Source: design, "Eligibility policy".
 */
export function lineActor(batch: BatchRow): Actor {
  const { actor_type: type, actor_id: id, actor_name: name, request_id: requestId } = batch;
  if (type === 'staff') return { type: 'system', id: null, name: 'batch', requestId };
  return { type, id, name, requestId };
}

/** Whose accounts the lines may name; null sees all. */
export function lineVisibility(batch: BatchRow): Visibility | null {
  if (batch.client_id === null) return null;
  return { clientId: batch.client_id, operator: batch.operator };
}

/** Moves the batch to a state and notes who did it, in the transaction of `em`, which holds its lock. */
export async function moveBatch(
  em: SqlEntityManager,
  batch: Pick<BatchRow, 'id' | 'state'>,
  move: { to: BatchState; action: string; actor: Actor; at: Date; after?: object },
): Promise<void> {
  const { to, action, actor, at, after } = move;
  await sql(em, MOVE, [batch.id, to, at]);
  await recordAudit(em, [
    {
      at,
      action,
      actor,
      subjectType: 'batch',
      subjectId: batch.id,
      before: { state: batch.state },
      after: { state: to, ...after },
    },
  ]);
}

const MOVE = `
  update batch
     set state = $2, changed_at = $3,
         checked_at = case when state = 'checking' and $2 in ('ready', 'running') then $3 else checked_at end,
         started_at = case when $2 = 'running' then coalesce(started_at, $3) else started_at end,
         worked_since = case when state = 'paused' and $2 = 'running'
           then worked_since + ($3 - changed_at) else worked_since end,
         finished_at = case when $2 in ('done', 'aborted', 'failed') then $3::timestamptz end
   where id = $1`;
