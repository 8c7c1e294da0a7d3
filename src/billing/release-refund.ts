import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import type { PolicyDocument } from '../cancellations/policy-document.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { seconds } from '../cancellations/staff-permission.js';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, notFound, stateConflict } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { minorUnitDigits } from '../shared/money.js';

/**
 * What the actor may release of one cancellation alone, in minor units; 0 for whom refunds are no
 * business of. Above it two people are asked.
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

interface HeldRefund {
  cancellationId: string;
  state: string;
  currency: string;
  holdCodes: string[];
  proposedBy: string | null;
}

/** `proposed`: above the person's limit, stored until a second one with the right role agrees. */
export type ReleaseResult = 'released' | 'proposed';

/**
 * A person lets a held refund go; the gateway then pays it. Above the limit of their role they propose
 * it, and a supervisor or an administrator other than them agrees. Source: design, "Eligibility policy".
 */
@Injectable()
export class ReleaseRefund {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `not_found`; `state_conflict` when it is not held, or proposed already and not
   *   for this person to agree to; `refund_over_limit` for whom refunds are no business of
   */
  async run(
    refundId: string,
    actor: Actor,
    reason: string | null = null,
    before?: BeforeRefund,
  ): Promise<ReleaseResult> {
    if (!isUuid(refundId)) throw notFound('refund');
    const now = this.clock.now();
    const result = await this.em.fork().transactional(async (tx): Promise<ReleaseResult> => {
      const [refund] = await sql<HeldRefund>(tx, LOCK, [refundId]);
      if (refund === undefined) throw notFound('refund');
      await before?.(tx, refund.cancellationId);
      if (refund.state !== 'held') {
        throw stateConflict(`The refund is ${refund.state}, not held.`, { state: refund.state });
      }
      // The cancellation's refunds count together: one over the limit, split over several payments,
      // is no smaller.
      const [sum] = await sql<{ total: string }>(tx, TOTAL, [
        refund.cancellationId,
        refund.currency,
      ]);
      const { document, version } = await policyInForce(tx, now);
      const limit = releaseLimit(actor, document.refundLimits, refund.currency);
      const alone = Number(sum?.total) <= limit;
      const proposes = !alone && !agrees(actor, refund.proposedBy, limit);
      const line: Pick<AuditLine, 'at' | 'actor' | 'subjectType' | 'subjectId' | 'reason'> = {
        ...{ at: now, actor, subjectType: 'refund', subjectId: refundId, reason },
      };
      const { cancellationId, holdCodes, proposedBy } = refund;
      if (proposes) {
        await sql(tx, PROPOSE, [refundId, actor.id, now]);
        await recordAudit(tx, [{ ...line, action: 'refund.release_proposed', cancellationId }]);
        return 'proposed';
      }
      await sql(tx, RELEASE, [refundId, now]);
      await recordAudit(tx, [
        {
          ...line,
          action: 'refund.released',
          cancellationId,
          before: { state: 'held', holdCodes, ...(proposedBy && { proposedBy }) },
          after: { state: 'pending', policyVersion: version },
        },
      ]);
      return 'released';
    });
    if (result === 'released') await this.hints.add('refunds', [refundId]);
    return result;
  }
}

/**
 * Whether the person is the second of four eyes for a refund above their limit; false when they are the
 * first.
 * @throws DomainError as `ReleaseRefund.run` does
 */
function agrees(actor: Actor, proposedBy: string | null, limit: number): boolean {
  if (actor.type !== 'staff' || actor.id === null || limit === 0) {
    throw new DomainError(
      'forbidden',
      'refund_over_limit',
      'The refunds of this cancellation are above what you may release. Ask a supervisor.',
    );
  }
  if (proposedBy === null) return false;
  if (proposedBy !== actor.id && seconds(actor)) return true;
  throw stateConflict('It is proposed already: another supervisor or administrator agrees to it.', {
    state: 'held',
  });
}

const LOCK = `
  select cancellation_id as "cancellationId", state, currency, hold_codes as "holdCodes",
         release_proposed_by as "proposedBy"
    from refund where id = $1 for update`;

const TOTAL = `
  select sum(amount) as total from refund
   where cancellation_id = $1 and currency = $2 and state <> 'voided'`;

const PROPOSE = `
  update refund set release_proposed_by = $2, release_proposed_at = $3 where id = $1`;

const RELEASE = `
  update refund
     set state = 'pending', hold_codes = '{}', next_attempt_at = $2,
         release_proposed_by = null, release_proposed_at = null
   where id = $1`;
