import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import { Settings } from '../config/settings.js';
import { Clock } from '../shared/clock.js';
import { DomainError, stateConflict } from '../shared/domain-error.js';
import { enterStage } from './advance-batch.js';
import { lockBatch, moveBatch } from './batch-rows.js';
import { BatchHints } from './batches.queue.js';
import { lacksSecond } from './second-person.js';

/** Runs a batch that was checked, as it stands: what changed since the check is decided anew. */
@Injectable()
export class StartBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError `not_found`; `state_conflict` unless it is ready;
   *   `second_person_needed` for a large batch of staff that one person alone wants
   */
  async run(id: string, actor: Actor, visibility: Visibility | null): Promise<void> {
    await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const batch = await lockBatch(em, id, visibility);
      const { state } = batch;
      if (state !== 'ready') {
        throw stateConflict(`Only a batch that is ready is started, this one is ${state}.`, {
          state,
        });
      }
      if (lacksSecond(batch, this.settings.BATCH_SECOND_ABOVE)) {
        const text = 'A batch of this size starts when a second person has agreed to it.';
        throw new DomainError('conflict', 'second_person_needed', text, { state });
      }
      const at = this.clock.now();
      await enterStage(em, id, 'run', at);
      await moveBatch(em, batch, { to: 'running', action: 'batch.started', actor, at });
    });
    await this.hints.add('batch', [id]);
  }
}
