import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { faultOf } from './culprit.js';

/** Attempts that threw, after which a cancellation waits for staff as `failed`. */
export const MAX_ATTEMPTS = 5;

/**
 * Notes that carrying out one cancellation threw. It stays where it is for the next attempt, or
 * becomes `failed` with the fault for staff to read. A worker's death never comes here: no attempt.
 */
export async function recordFailedAttempt(
  em: SqlEntityManager,
  id: string,
  error: unknown,
  at: Date,
): Promise<void> {
  const fault = faultOf(error);
  const [row] = await sql<{ state: string; from: string }>(em, ATTEMPT, [id, fault, at]);
  if (row?.state !== 'failed') return;
  await recordAudit(em, [
    {
      at,
      action: 'cancellation.failed',
      actor: systemActor('apply-cancellations'),
      subjectType: 'cancellation',
      subjectId: id,
      cancellationId: id,
      reason: 'processing_failed',
      before: { state: row.from },
      after: { state: 'failed', fault },
    },
  ]);
}

const ATTEMPT = `
  with locked as (
    select id, state, attempts + 1 >= ${MAX_ATTEMPTS} as last from cancellation
     where id = $1 and state in ('requested', 'in_review', 'scheduled') for update
  )
  update cancellation c
     set attempts = c.attempts + 1, last_error = $2, changed_at = $3,
         failed_from = case when locked.last then locked.state end,
         state = case when locked.last then 'failed' else c.state end
    from locked where c.id = locked.id
  returning c.state, locked.state as "from"`;
