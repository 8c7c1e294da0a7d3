import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, stateConflict } from '../shared/domain-error.js';
import type { ActOptions } from './act-alongside.js';
import { withoutText } from './cancellation-facts.js';
import { lockCancellation } from './lock-cancellation.js';
import { assertDecides } from './staff-permission.js';

/** Whoever proposed a decision to a second person takes the proposal back; the review stays open. */
@Injectable()
export class WithdrawProposal {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `not_found`; `state_conflict` when nothing is proposed any more; `forbidden`
   *   for another's proposal: that one is seconded, or rejected
   */
  async run(id: string, actor: Actor, { before }: Pick<ActOptions, 'before'> = {}): Promise<void> {
    assertDecides(actor);
    await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const cancellation = await lockCancellation(em, id, null);
      await before?.(em, cancellation);
      const { proposal, state } = cancellation;
      if (!proposal || state !== 'in_review') {
        throw stateConflict('Nothing is proposed that could be taken back.', { state });
      }
      if (proposal.by.id !== actor.id) {
        throw new DomainError('forbidden', 'not_own', 'Only whoever proposed it takes it back.');
      }
      const at = this.clock.now();
      em.assign(cancellation, { proposal: null, changedAt: at });
      await em.flush();
      await recordAudit(em, [
        {
          at,
          action: 'cancellation.proposal_withdrawn',
          actor,
          subjectType: 'cancellation',
          subjectId: id,
          cancellationId: id,
          before: { state, proposal: withoutText(proposal) },
          after: { state, proposal: null },
        },
      ]);
    });
  }
}
