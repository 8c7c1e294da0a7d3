import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { enterStage } from './advance-batch.js';
import { lockBatch, moveBatch } from './batch-rows.js';
import { BatchHints } from './batches.queue.js';

/** Runs a batch that was checked, as it stands: what changed since the check is decided anew. */
@Injectable()
export class StartBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` unless it is ready */
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
      await enterStage(em, id, 'run');
      const at = this.clock.now();
      await moveBatch(em, batch, { to: 'running', action: 'batch.started', actor, at });
    });
    await this.hints.add('batch', [id]);
  }
}
