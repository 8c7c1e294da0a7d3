import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { awaitChunks } from './await-chunks.js';
import { canMoveBatch } from './batch-state.js';
import { lockBatch, moveBatch } from './batch-rows.js';

/** Ends a batch for good: what is done stays done, what is not is never done. */
@Injectable()
export class AbortBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` when it has ended already */
  async run(id: string, actor: Actor, visibility: Visibility | null): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const batch = await lockBatch(em, id, visibility);
      const { state } = batch;
      if (!canMoveBatch(state, 'aborted')) {
        throw stateConflict(`A batch that is ${state} has ended already.`, { state });
      }
      const at = this.clock.now();
      await moveBatch(em, batch, { to: 'aborted', action: 'batch.aborted', actor, at });
    });
    await awaitChunks(this.em.fork(), id);
  }
}
