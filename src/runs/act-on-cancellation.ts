import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { RetryCancellation } from '../cancellations/retry-cancellation.js';
import { ReviewCancellation, type ReviewResult } from '../cancellations/review-cancellation.js';
import { RevokeCancellation } from '../cancellations/revoke-cancellation.js';
import type { Cancellation } from '../cancellations/cancellation.entity.js';
import { claimedByOther, liveClaim } from '../order-support/review-claims.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import type { RunWish } from './run-wish.js';

/** Told in the transaction of the act, which is undone when it throws. */
export type Alongside = (em: SqlEntityManager, result: ReviewResult) => Promise<void>;

/**
 * Does to one cancellation what a run wants, through the use case that does it for a single one: its
 * limits, its four eyes and its refusals are those of the run.
 */
@Injectable()
export class ActOnCancellation {
  constructor(
    private readonly review: ReviewCancellation,
    private readonly retry: RetryCancellation,
    private readonly revoke: RevokeCancellation,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers whether it is decided or waits for a second person. The workers are not told of it.
   * @throws DomainError as the use cases do
   */
  async run(
    id: string,
    { kind, content }: Pick<RunWish, 'kind' | 'content'>,
    actor: Actor,
    alongside: Alongside,
  ): Promise<ReviewResult> {
    const before = (em: SqlEntityManager, { id: locked }: Cancellation): Promise<void> =>
      this.assertFree(em, locked, actor);
    const decided = (em: SqlEntityManager): Promise<void> => alongside(em, 'decided');
    switch (kind) {
      case 'approve':
      case 'reject': {
        const review = { verdict: kind, ...content };
        return this.review.run(id, review, actor, { before, alongside, hint: false });
      }
      case 'retry':
        await this.retry.run(id, actor, { before, alongside: decided, hint: false });
        return 'decided';
      case 'revoke':
        await this.revoke.run(id, actor, null, { before, alongside: decided });
        return 'decided';
    }
  }

  /** What somebody has in hand just now is theirs. @throws DomainError `claimed` */
  private async assertFree(em: SqlEntityManager, id: string, actor: Actor): Promise<void> {
    const claim = await liveClaim(em, id, this.clock.now());
    if (claim !== null && claim.by.id !== actor.id) throw claimedByOther(claim);
  }
}
