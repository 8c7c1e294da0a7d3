import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { faultOf } from '../cancellations/culprit.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { canMoveBatch } from './batch-state.js';
import { lockBatch, moveBatch } from './batch-rows.js';

/** Gives a batch up that would fail at every attempt. What is done of it stays done. */
@Injectable()
export class FailBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(id: string, error: unknown): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const batch = await lockBatch(em, id, null);
      if (!canMoveBatch(batch.state, 'failed')) return;
      await moveBatch(em, batch, {
        to: 'failed',
        action: 'batch.failed',
        actor: systemActor('work-batch-chunk'),
        at: this.clock.now(),
        after: { fault: faultOf(error) },
      });
    });
  }
}
