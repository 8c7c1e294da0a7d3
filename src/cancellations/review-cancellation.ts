import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, invalid, stateConflict } from '../shared/domain-error.js';
import type { ActOptions } from './act-alongside.js';
import {
  withoutText,
  type Approval,
  type Effective,
  type RejectionCode,
} from './cancellation-facts.js';
import type { Cancellation } from './cancellation.entity.js';
import type { Decision } from './cancellation-policy.js';
import { lockCancellation } from './lock-cancellation.js';
import { queueOutcomeMail } from './queue-outcome-mail.js';
import { assertDecides, seconds } from './staff-permission.js';
import { weighApproval } from './weigh-approval.js';

/** What a person decides. Minor units; `message` is for the customer, in their language. */
export interface Review {
  verdict: 'approve' | 'reject';
  effective?: Effective;
  effectiveAt?: Date;
  refundAmount?: number;
  /** When rejecting; left out it is `staff_decision`. */
  reasonCode?: RejectionCode;
  message?: string;
}

/** `proposed`: stored until a second person with the right role decides the same. */
export type ReviewResult = 'decided' | 'proposed';

/**
 * Order support decides what waits in review. Handing a ProSupport plan through is an agent's work;
 * going against a rejecting rule or a limit, and a ground for cause, need four eyes. The decision is
 * stored with the row and carried out by ApplyCancellations, like every other.
 */
@Injectable()
export class ReviewCancellation {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
  ) {}

  /**
   * @throws DomainError `not_found`; `forbidden` for auditors and for one's own request;
   *   `state_conflict` when it does not wait for a decision, or no subscription is known that an
   *   approval could end; `invalid_input` for a wrong amount
   */
  async run(
    id: string,
    review: Review,
    actor: Actor,
    { before, alongside, hint = true }: ActOptions<ReviewResult> = {},
  ): Promise<ReviewResult> {
    assertDecides(actor);
    assertAmount(review);
    const result = await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const cancellation = await lockCancellation(em, id, null);
      await before?.(em, cancellation);
      const reviewed = await this.review(em, cancellation, review, actor);
      await alongside?.(em, reviewed.outcome);
      return reviewed;
    });
    void this.hints.add('notifications', result.mails);
    if (hint && result.outcome === 'decided') void this.hints.add('cancellations', [id]);
    return result.outcome;
  }

  private async review(
    em: EntityManager,
    cancellation: Cancellation,
    review: Review,
    actor: Actor,
  ): Promise<{ outcome: ReviewResult; mails: string[] }> {
    if (cancellation.state === 'failed' && review.verdict === 'reject') {
      return this.rejectAtOnce(em, cancellation, review, actor);
    }
    assertWaits(cancellation, actor);
    if (!cancellation.subscription) {
      if (review.verdict === 'reject') {
        return this.rejectAtOnce(em, cancellation, review, actor);
      }
      throw stateConflict('Nobody knows which subscription is meant: match it to one first.', {
        state: cancellation.state,
      });
    }
    return this.decide(em, cancellation, review, actor);
  }

  private async decide(
    em: EntityManager,
    cancellation: Cancellation,
    review: Review,
    actor: Actor,
  ): Promise<{ outcome: ReviewResult; mails: string[] }> {
    const at = this.clock.now();
    const alone = approvalOf(review, actor);
    const stood = cancellation.proposal ?? null;
    const confirmed = confirmation(stood, alone, actor);
    const weighed = confirmed === null ? await weighApproval(em, cancellation, alone, at) : null;
    assertWithin(review, cancellation, weighed?.decision ?? null);
    const asks = weighed?.needsSecond ?? false;
    const chosen = weighed?.decision?.effective;
    const proposed = { ...(chosen && { effective: chosen }), ...alone };
    if (asks) em.assign(cancellation, { proposal: proposed });
    else em.assign(cancellation, { approval: confirmed ?? alone, proposal: null, decidedAt: at });
    em.assign(cancellation, { changedAt: at });
    await em.flush();
    await recordAudit(em, [
      {
        at,
        action: asks ? 'cancellation.proposed' : 'cancellation.reviewed',
        actor,
        subjectType: 'cancellation',
        subjectId: cancellation.id,
        cancellationId: cancellation.id,
        reason: review.verdict,
        before: { state: cancellation.state, proposal: withoutText(stood) },
        after: withoutText(confirmed ?? alone),
      },
    ]);
    return { outcome: asks ? 'proposed' : 'decided', mails: [] };
  }

  /**
   * Rejects what there is nothing to carry out of: what failed (at its end it is revoked instead),
   * and what is matched to no subscription.
   */
  private async rejectAtOnce(
    em: EntityManager,
    cancellation: Cancellation,
    review: Review,
    actor: Actor,
  ): Promise<{ outcome: ReviewResult; mails: string[] }> {
    if (cancellation.failedFrom === 'scheduled') {
      throw stateConflict('Its end stands on the subscription: revoke it instead.', {
        state: 'failed',
      });
    }
    const at = this.clock.now();
    const before = cancellation.state;
    const matched = cancellation.subscription ?? cancellation.account;
    const reason = review.reasonCode ?? (matched ? 'staff_decision' : 'unmatched');
    em.assign(cancellation, {
      ...{ state: 'rejected', failedFrom: null, decidedAt: at, changedAt: at },
      ...(review.reasonCode !== undefined && { approval: approvalOf(review, actor) }),
    });
    await em.flush();
    await recordAudit(em, [
      {
        at,
        action: 'cancellation.rejected',
        actor,
        subjectType: 'cancellation',
        subjectId: cancellation.id,
        cancellationId: cancellation.id,
        reason,
        before: { state: before },
        after: { state: 'rejected' },
      },
    ]);
    const more = { reasonCodes: [reason], staffMessage: review.message ?? null };
    // Its outcome is written here; there is nothing left to carry out.
    return {
      outcome: 'decided',
      mails: await queueOutcomeMail(em, cancellation, 'rejected', more, at),
    };
  }
}

function assertAmount({ refundAmount }: Review): void {
  if (refundAmount === undefined || (Number.isSafeInteger(refundAmount) && refundAmount >= 0))
    return;
  throw invalid([
    {
      pointer: '/refundAmount',
      code: 'amount',
      message: 'A refund is a whole number of minor units, not below 0.',
    },
  ]);
}

/**
 * A person's own amount and day, within what can be: no more than was paid and not given back, and not
 * before the customer asked.
 */
function assertWithin(
  { refundAmount, effectiveAt }: Review,
  { requestedAt }: Cancellation,
  decision: Decision | null,
): void {
  if (refundAmount !== undefined && decision !== null) {
    const most = decision.settlement.refund.amount;
    if (refundAmount > most) {
      const message = `At most ${most} minor units can be given back.`;
      throw invalid([{ pointer: '/refundAmount', code: 'too_high', message }]);
    }
  }
  if (effectiveAt !== undefined && effectiveAt < requestedAt) {
    const message = 'It cannot end before the declaration was received.';
    throw invalid([{ pointer: '/effectiveAt', code: 'too_early', message }]);
  }
}

function assertWaits(cancellation: Cancellation, actor: Actor): void {
  if (cancellation.state !== 'in_review' || cancellation.approval) {
    throw stateConflict(`It does not wait for a decision: it is ${cancellation.state}.`, {
      state: cancellation.state,
    });
  }
  if (actor.id !== null && cancellation.actorId === actor.id) {
    throw new DomainError('forbidden', 'own_request', 'Nobody decides what they asked for.');
  }
}

function approvalOf(review: Review, actor: Actor): Approval {
  return {
    verdict: review.verdict,
    by: { id: actor.id, role: actor.role ?? 'administrator' },
    overrides: false,
    ...(review.effective === undefined ? {} : { effective: review.effective }),
    ...(review.effectiveAt === undefined ? {} : { effectiveAt: review.effectiveAt.toISOString() }),
    ...(review.refundAmount === undefined ? {} : { refundAmount: review.refundAmount }),
    ...(review.reasonCode === undefined ? {} : { reasonCode: review.reasonCode }),
    ...(review.message === undefined ? {} : { message: review.message }),
  };
}

/** The approval of two people, when the second agrees: what they leave open is as it was proposed. */
function confirmation(proposal: Approval | null, second: Approval, actor: Actor): Approval | null {
  if (proposal === null || second.verdict === 'reject') return null;
  const other = proposal.by.id !== second.by.id;
  const agreed = (name: 'effective' | 'effectiveAt' | 'refundAmount'): boolean =>
    second[name] === undefined || second[name] === proposal[name];
  const same = agreed('effective') && agreed('effectiveAt') && agreed('refundAmount');
  if (!other || !same || proposal.verdict === 'reject' || !seconds(actor)) return null;
  const { message: _message, by: proposedBy, ...what } = proposal;
  return { ...what, ...second, overrides: true, proposedBy };
}
