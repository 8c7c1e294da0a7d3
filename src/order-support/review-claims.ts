import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import { DomainError } from '../shared/domain-error.js';
import type { ClaimView } from './review-queue.view.js';

/** How long a claim stands without further work on the case. */
export const CLAIM_MS = 15 * 60_000;

/** Who has the case in hand at `now`; null when nobody has, or whoever had let it run out. */
export async function liveClaim(
  em: SqlEntityManager,
  id: string,
  now: Date,
): Promise<ClaimView | null> {
  const [row] = await sql<{ member: string; name: string; until: string }>(em, LIVE, [id, now]);
  if (row === undefined) return null;
  return { by: { id: row.member, name: row.name }, until: instant(row.until) };
}

/**
 * Takes or prolongs a claim; whether it is the member's now. Another's stands until it runs out; of
 * two who take it at once the primary key lets one.
 */
export async function takeClaim(
  em: SqlEntityManager,
  id: string,
  memberId: string,
  now: Date,
): Promise<boolean> {
  const until = new Date(now.getTime() + CLAIM_MS);
  return (await sql(em, TAKE, [id, memberId, until, now])).length > 0;
}

/** Lets a claim go, whosoever it is unless a member is named. */
export async function dropClaim(
  em: SqlEntityManager,
  id: string,
  memberId: string | null = null,
): Promise<boolean> {
  return (await sql(em, DROP, [id, memberId])).length > 0;
}

/** Prolongs the member's own claim, if it still stands: work on a case keeps it. */
export async function prolongClaim(
  em: SqlEntityManager,
  id: string,
  memberId: string,
  now: Date,
): Promise<void> {
  const until = new Date(now.getTime() + CLAIM_MS);
  await sql(em, PROLONG, [id, memberId, until, now]);
}

/** 409 `claimed`: who has it in hand, and until when at least. */
export function claimedByOther(claim: ClaimView): DomainError {
  return new DomainError('conflict', 'claimed', `${claim.by.name} works on this case.`, { claim });
}

const LIVE = `
  select q.member_id as member, m.name, q.until
    from review_claim q join staff_member m on m.id = q.member_id
   where q.cancellation_id = $1 and q.until > $2`;

const TAKE = `
  insert into review_claim as q (cancellation_id, member_id, until) values ($1, $2, $3)
  on conflict (cancellation_id) do update set member_id = $2, until = $3
   where q.member_id = $2 or q.until <= $4
  returning 1`;

const DROP = `
  delete from review_claim where cancellation_id = $1 and ($2::uuid is null or member_id = $2)
  returning 1`;

const PROLONG = `
  update review_claim set until = $3
   where cancellation_id = $1 and member_id = $2 and until > $4`;
