import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import { DomainError, stateConflict } from '../shared/domain-error.js';
import { claimedByOther, liveClaim, prolongClaim } from './review-claims.js';
import type { PersonView } from './review-queue.view.js';

/** Of a locked cancellation what tells whether it is still the one that the person saw. */
interface Locked {
  id: string;
  state: string;
  changedAt: Date;
}

/** Who did what to a case last. `by` is null when it was not a member of the staff. */
export interface LastAct {
  by: PersonView | null;
  at: string;
  action: string;
  /** `approve` or `reject` of a decision, codes of an outcome. */
  reason: string | null;
}

/**
 * Lets an act pass only on what the person has seen and nobody else has in hand; work on a case
 * prolongs the person's own claim. Asked with the row locked, so that of two the second is told of
 * the first.
 * @param version the `version` of the case that was shown
 */
export function caseGate(
  version: string,
  memberId: string,
  now: Date,
): (em: SqlEntityManager, locked: Locked) => Promise<void> {
  return async (em, { id, state, changedAt }) => {
    if (changedAt.toISOString() !== version) {
      throw await movedOn(em, { id, state }, version, 'It has changed since it was shown.');
    }
    const claim = await liveClaim(em, id, now);
    if (claim !== null && claim.by.id !== memberId) throw claimedByOther(claim);
    await prolongClaim(em, id, memberId, now);
  };
}

/** A conflict as the console tells it: the state, and who did what meanwhile. Other errors stay. */
export async function tellWho(
  em: SqlEntityManager,
  id: string,
  version: string,
  error: unknown,
): Promise<unknown> {
  const bare =
    error instanceof DomainError && error.code === 'state_conflict' && !('by' in error.extra);
  if (!bare) return error;
  const [row] = await sql<{ state: string }>(em, 'select state from cancellation where id = $1', [
    id,
  ]);
  return movedOn(em, { id, state: row?.state ?? '' }, version, error.message);
}

async function movedOn(
  em: SqlEntityManager,
  { id, state }: { id: string; state: string },
  since: string,
  why: string,
): Promise<DomainError> {
  const last = await lastAct(em, id, since);
  const who = last?.by ? ` ${last.by.name} was quicker.` : '';
  return stateConflict(`${why}${who} Nothing was changed.`, {
    ...{ state, by: last?.by ?? null, at: last?.at ?? null, action: last?.action ?? null },
    reason: last?.reason ?? null,
  });
}

/** The last act of a person since then, else what happened last by itself. */
async function lastAct(em: SqlEntityManager, id: string, since: string): Promise<LastAct | null> {
  const [row] = await sql<{
    at: string;
    action: string;
    member: string | null;
    name: string | null;
    reason: string | null;
  }>(em, LAST, [id, since]);
  if (row === undefined) return null;
  const { at, action, member, name, reason } = row;
  const by = member === null || name === null ? null : { id: member, name };
  return { by, at: instant(at), action, reason };
}

const LAST = `
  select e.at, e.action, m.id as member, m.name, e.reason
    from audit_entry e
    left join staff_member m on e.actor_type = 'staff' and m.id = e.actor_id
   where e.cancellation_id = $1 and e.at >= $2
   order by (e.actor_type = 'system'), e.id desc limit 1`;
