import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ReleaseRefund } from '../billing/release-refund.js';
import { RetryRefund } from '../billing/retry-refund.js';
import { MatchCancellation } from '../cancellations/match-cancellation.js';
import { RetryCancellation } from '../cancellations/retry-cancellation.js';
import {
  ReviewCancellation,
  type Review,
  type ReviewResult,
} from '../cancellations/review-cancellation.js';
import { RevokeCancellation } from '../cancellations/revoke-cancellation.js';
import { WithdrawProposal } from '../cancellations/withdraw-proposal.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { caseGate, tellWho } from './case-gate.js';
import { dropClaim } from './review-claims.js';
import type { StaffPersonActor } from './staff-person.js';

/** What a person does to a case. */
export type CaseAct =
  | { kind: 'review'; review: Review }
  | { kind: 'revoke' }
  | { kind: 'retry' }
  | { kind: 'match'; subscriptionId: string }
  | { kind: 'withdraw_proposal' }
  | { kind: 'release_refund'; refundId: string }
  | { kind: 'retry_refund'; refundId: string };

type Gate = ReturnType<typeof caseGate>;

/**
 * Does one thing to a case by the use case that does it at every door, provided that it is still what
 * the person saw and that no colleague has it in hand. Whoever comes second is told who did what.
 */
@Injectable()
export class ActOnCase {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly review: ReviewCancellation,
    private readonly revoke: RevokeCancellation,
    private readonly retry: RetryCancellation,
    private readonly match: MatchCancellation,
    private readonly withdraw: WithdrawProposal,
    private readonly releaseRefund: ReleaseRefund,
    private readonly retryRefund: RetryRefund,
  ) {}

  /**
   * Answers whether it is decided, or waits for a second person.
   * @param version of the case as it was shown
   * @throws DomainError `not_found`; `state_conflict` with `{state, by, at, action}`; `claimed` with
   *   `{claim}`; and as the use cases do
   */
  async run(
    id: string,
    act: CaseAct,
    version: string,
    actor: StaffPersonActor,
  ): Promise<ReviewResult> {
    try {
      return await this.act(id, act, actor, caseGate(version, actor.id, this.clock.now()));
    } catch (error) {
      throw await tellWho(this.em.fork(), id, version, error);
    }
  }

  private async act(
    id: string,
    act: CaseAct,
    actor: StaffPersonActor,
    before: Gate,
  ): Promise<ReviewResult> {
    // What is decided, or proposed to another, is in nobody's hand any more.
    const alongside = async (em: SqlEntityManager): Promise<void> => void (await dropClaim(em, id));
    switch (act.kind) {
      case 'review':
        return this.review.run(id, act.review, actor, { before, alongside });
      case 'revoke':
        await this.revoke.run(id, actor, null, { before, alongside });
        return 'decided';
      case 'retry':
        await this.retry.run(id, actor, { before, alongside });
        return 'decided';
      case 'match':
        await this.match.run(id, act.subscriptionId, actor, { before });
        return 'decided';
      case 'withdraw_proposal':
        await this.withdraw.run(id, actor, { before });
        return 'decided';
      case 'release_refund':
        return (await this.releaseRefund.run(act.refundId, actor, null, refundOf(id, before))) ===
          'released'
          ? 'decided'
          : 'proposed';
      case 'retry_refund':
        await this.retryRefund.run(act.refundId, actor, null, refundOf(id, before));
        return 'decided';
    }
  }
}

/** A refund is acted on through its own case alone. Only read: the refund's row is the one that is locked. */
function refundOf(id: string, before: Gate): (em: SqlEntityManager, of: string) => Promise<void> {
  return async (em, of) => {
    const [row] = await sql<{ state: string; changed_at: string }>(
      em,
      'select state, changed_at from cancellation where id = $1',
      [id],
    );
    if (row === undefined || of !== id) throw notFound('refund');
    await before(em, { id, state: row.state, changedAt: new Date(row.changed_at) });
  };
}
