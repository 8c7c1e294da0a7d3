import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { Money } from '../shared/money.js';
import type { Waiting } from './cancellation-outcome.js';
import type { CancellationState } from './cancellation-state.js';
import { judge } from './carry-out.js';

/** What a cancellation would come to if it were carried out now. */
export interface ForeseenOutcome {
  state: CancellationState;
  effectiveAt: string | null;
  /** What would be given back, held or not; minor units. */
  refund: Money | null;
}

/**
 * Looks ahead at one cancellation as it stands in the transaction of `em`, by the function that will
 * decide it. What is decided already, or waits for a person, stays what it is.
 */
export async function foreseeOutcome(
  em: SqlEntityManager,
  id: string,
  now: Date,
): Promise<ForeseenOutcome> {
  const [row] = await sql<Waiting & { state: CancellationState; subscription_id: string | null }>(
    em,
    FORESEEN,
    [id],
  );
  if (row === undefined) throw new Error('What is looked at is locked, so it is there.');
  const waits = row.state === 'requested' || (row.state === 'in_review' && row.approval !== null);
  if (!waits || row.subscription_id === null) {
    return { state: row.state, effectiveAt: row.effective_at, refund: null };
  }
  const [outcome] = await judge(em, [row], now);
  if (outcome === undefined) throw new Error('Every row is judged.');
  const { state, end, decision } = outcome;
  const ends = state === 'completed' || state === 'scheduled';
  const settlement = decision?.settlement;
  return {
    state,
    effectiveAt: ends ? end.effectiveAt : null,
    refund:
      ends && settlement !== undefined && settlement.refund.amount > 0
        ? { amount: settlement.refund.amount, currency: settlement.currency }
        : null,
  };
}

const FORESEEN = `
  select c.id, c.reference, c.subscription_id, c.kind, c.effective, c.wished_end, c.requested_at, c.actor_type,
         c.actor_role, c.quote, c.approval, c.state, c.effective_at, c.door, c.batch_id, c.mail_digest,
         c.override_reason is not null as overridden
    from cancellation c where c.id = $1`;
