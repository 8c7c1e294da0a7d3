import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { waitsForReview } from '../cancellations/waiting-filter.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, isRefusal } from '../shared/domain-error.js';
import { may } from '../staff/permissions.js';
import { ClaimReview } from './claim-review.js';

/** As many colleagues may take the same one in the same moment; then the queue is worked on well enough. */
const ATTEMPTS = 10;

/**
 * Claims the next of the queue that nobody has in hand: the oldest risk first. Passed over is what the
 * person could not decide: what they filed themselves, and proposals that need another second person.
 */
@Injectable()
export class ClaimNextReview {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly claimReview: ClaimReview,
  ) {}

  /** Answers the id. @throws DomainError `nothing_waits` (404) */
  async run(actor: Actor & { id: string }): Promise<string> {
    const seconds = actor.role !== undefined && may(actor.role, 'reviews.second');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [next] = await sql<{ id: string }>(this.em.fork(), NEXT, [
        ...[this.clock.now(), actor.id, seconds],
      ]);
      if (next === undefined) break;
      try {
        await this.claimReview.run(next.id, actor);
        return next.id;
      } catch (error) {
        // Somebody was quicker, with the claim or with the decision: the next but one is next.
        if (!isRefusal(error) || error.kind !== 'conflict') throw error;
      }
    }
    throw new DomainError('not_found', 'nothing_waits', 'Nothing waits that nobody has in hand.');
  }
}

const NEXT = `
  select c.id from cancellation c
   where ${waitsForReview}
     and not exists (select 1 from review_claim q where q.cancellation_id = c.id and q.until > $1)
     and (c.actor_type <> 'staff' or c.actor_id is distinct from $2)
     and (c.proposal is null or ($3 and c.proposal -> 'by' ->> 'id' is distinct from $2::text))
   order by c.due_at, c.id limit 1`;
