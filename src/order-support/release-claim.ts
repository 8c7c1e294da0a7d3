import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { dropClaim } from './review-claims.js';

/** Puts a case back into the queue before its time. Releasing what one has not claimed changes nothing. */
@Injectable()
export class ReleaseClaim {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` for what cannot be a case */
  async run(id: string, actor: Actor & { id: string }): Promise<void> {
    if (!isUuid(id)) throw notFound('cancellation');
    await this.em.fork().transactional(async (em) => {
      if (!(await dropClaim(em, id, actor.id))) return;
      const at = this.clock.now();
      await recordAudit(em, [
        { at, action: 'review.released', actor, subjectType: 'cancellation', subjectId: id },
      ]);
    });
  }
}
