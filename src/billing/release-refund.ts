import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import type { PolicyDocument } from '../cancellations/policy-document.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, notFound, stateConflict } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { minorUnitDigits } from '../shared/money.js';

/**
 * What the actor may release of one cancellation alone, in minor units; 0 for whom refunds are no
 * business of. Above a supervisor's limit two people are asked, which is not done here.
 */
export function releaseLimit(
  actor: Actor,
  limits: PolicyDocument['refundLimits'],
  currency: string,
): number {
  const unit = 10 ** minorUnitDigits(currency);
  if (actor.type === 'operator') return limits.supervisor * unit;
  if (actor.type !== 'staff') return 0;
  if (actor.role === 'agent') return limits.agent * unit;
  return actor.role === 'supervisor' || actor.role === 'administrator'
    ? limits.supervisor * unit
    : 0;
}

/** Looks at the refund's cancellation, with the refund locked; what it throws refuses the act. */
export type BeforeRefund = (em: SqlEntityManager, cancellationId: string) => Promise<void>;

/** A person lets a held refund go, within the limit of the role; the gateway then pays it. */
@Injectable()
export class ReleaseRefund {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, `state_conflict`, or `refund_over_limit` and nothing changed */
  async run(
    refundId: string,
    actor: Actor,
    reason: string | null = null,
    before?: BeforeRefund,
  ): Promise<void> {
    if (!isUuid(refundId)) throw notFound('refund');
    const now = this.clock.now();
    await this.em.fork().transactional(async (tx) => {
      const [refund] = await sql<{
        cancellationId: string;
        state: string;
        currency: string;
        holdCodes: string[];
      }>(
        tx,
        `select cancellation_id as "cancellationId", state, currency, hold_codes as "holdCodes"
           from refund where id = $1 for update`,
        [refundId],
      );
      if (refund === undefined) throw notFound('refund');
      await before?.(tx, refund.cancellationId);
      if (refund.state !== 'held') {
        throw stateConflict(`The refund is ${refund.state}, not held.`, { state: refund.state });
      }
      // The cancellation's refunds count together: one over the limit, split over several payments,
      // is no smaller.
      const [sum] = await sql<{ total: string }>(
        tx,
        `select sum(amount) as total from refund
          where cancellation_id = $1 and currency = $2 and state <> 'voided'`,
        [refund.cancellationId, refund.currency],
      );
      const { document, version } = await policyInForce(tx, now);
      if (Number(sum?.total) > releaseLimit(actor, document.refundLimits, refund.currency)) {
        throw new DomainError(
          'forbidden',
          'refund_over_limit',
          'The refunds of this cancellation are above what you may release. Ask a supervisor.',
        );
      }
      await sql(
        tx,
        `update refund set state = 'pending', hold_codes = '{}', next_attempt_at = $2 where id = $1`,
        [refundId, now],
      );
      await recordAudit(tx, [
        {
          at: now,
          action: 'refund.released',
          actor,
          subjectType: 'refund',
          subjectId: refundId,
          cancellationId: refund.cancellationId,
          reason,
          before: { state: 'held', holdCodes: refund.holdCodes },
          after: { state: 'pending', policyVersion: version },
        },
      ]);
    });
    await this.hints.add('refunds', [refundId]);
  }
}
