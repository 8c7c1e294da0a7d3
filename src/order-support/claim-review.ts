import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { Cancellation } from '../cancellations/cancellation.entity.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { notFound, stateConflict } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { claimedByOther, liveClaim, takeClaim } from './review-claims.js';

/** Somebody takes what waits in hand: theirs for a time, shown to others, released by itself. */
@Injectable()
export class ClaimReview {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Claiming one's own again prolongs it.
   * @throws DomainError `not_found`; `state_conflict` unless it waits; `claimed` while another has it
   */
  async run(id: string, actor: Actor & { id: string }): Promise<void> {
    if (!isUuid(id)) throw notFound('cancellation');
    await this.em.fork().transactional(async (em) => {
      const found = await em.findOne(Cancellation, { id });
      if (found === null) throw notFound('cancellation');
      if (found.state !== 'in_review' || found.approval) {
        throw stateConflict(`It does not wait for a decision: it is ${found.state}.`, {
          state: found.state,
        });
      }
      const at = this.clock.now();
      const before = await liveClaim(em, id, at);
      if (!(await takeClaim(em, id, actor.id, at))) {
        const claim = await liveClaim(em, id, at);
        if (claim !== null) throw claimedByOther(claim);
      }
      if (before !== null) return;
      await recordAudit(em, [
        { at, action: 'review.claimed', actor, subjectType: 'cancellation', subjectId: id },
      ]);
    });
  }
}
