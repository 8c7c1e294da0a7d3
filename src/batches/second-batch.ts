import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { seconds } from '../cancellations/staff-permission.js';
import { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, stateConflict } from '../shared/domain-error.js';
import { lockBatch } from './batch-rows.js';
import { lacksSecond } from './second-person.js';

/** A second person agrees to a large batch of staff, as the check shows it; then it may be started. */
@Injectable()
export class SecondBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError `not_found`; `forbidden` for roles that are no second person; `own_request` for
   *   whoever submitted it; `state_conflict` unless it is ready and waits for a second person
   */
  async run(id: string, actor: Actor): Promise<void> {
    if (!seconds(actor)) {
      throw new DomainError('forbidden', 'forbidden', 'Your role is no second person.');
    }
    await this.em.fork().transactional(async (em) => {
      const batch = await lockBatch(em, id, null);
      const { state } = batch;
      if (batch.actor_id === actor.id) {
        const text = 'Nobody is the second person of what they submitted.';
        throw new DomainError('forbidden', 'own_request', text);
      }
      if (state !== 'ready' || !lacksSecond(batch, this.settings.BATCH_SECOND_ABOVE)) {
        throw stateConflict('This batch does not wait for a second person.', { state });
      }
      const at = this.clock.now();
      await sql(
        em,
        `update batch set seconded_by = $2, seconded_at = $3, changed_at = $3 where id = $1`,
        [id, actor.id, at],
      );
      await recordAudit(em, [
        {
          ...{ at, action: 'batch.seconded', actor, subjectType: 'batch', subjectId: id },
          after: { submittedBy: batch.actor_id, lines: batch.line_count },
        },
      ]);
    });
  }
}
