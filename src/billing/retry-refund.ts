import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, notFound, stateConflict } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { BeforeRefund } from './release-refund.js';

const WHO = new Set(['agent', 'supervisor', 'administrator']);

/** A person sends a failed refund to the gateway again; its amount was released before. */
@Injectable()
export class RetryRefund {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, `state_conflict` or `forbidden`, and nothing changed */
  async run(
    refundId: string,
    actor: Actor,
    reason: string | null = null,
    before?: BeforeRefund,
  ): Promise<void> {
    if (!isUuid(refundId)) throw notFound('refund');
    if (actor.type !== 'operator' && !(actor.type === 'staff' && WHO.has(actor.role ?? ''))) {
      throw new DomainError('forbidden', 'forbidden', 'Only order support may retry a refund.');
    }
    const now = this.clock.now();
    await this.em.fork().transactional(async (tx) => {
      const [refund] = await sql<{ cancellationId: string; state: string; attempts: number }>(
        tx,
        `select cancellation_id as "cancellationId", state, attempts from refund where id = $1 for update`,
        [refundId],
      );
      if (refund === undefined) throw notFound('refund');
      await before?.(tx, refund.cancellationId);
      if (refund.state !== 'failed') {
        throw stateConflict(`The refund is ${refund.state}, not failed.`, { state: refund.state });
      }
      await sql(
        tx,
        `update refund set state = 'pending', attempts = 0, next_attempt_at = $2 where id = $1`,
        [refundId, now],
      );
      await recordAudit(tx, [
        {
          at: now,
          action: 'refund.retried',
          actor,
          subjectType: 'refund',
          subjectId: refundId,
          cancellationId: refund.cancellationId,
          reason,
          before: { state: 'failed', attempts: refund.attempts },
          after: { state: 'pending' },
        },
      ]);
    });
    await this.hints.add('refunds', [refundId]);
  }
}
