import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { lockBatch, moveBatch } from './batch-rows.js';
import { BatchHints } from './batches.queue.js';

/** Lets a paused batch go on where it stood still. */
@Injectable()
export class ResumeBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` unless it is paused */
  async run(id: string, actor: Actor, visibility: Visibility | null): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const batch = await lockBatch(em, id, visibility);
      const { state } = batch;
      if (state !== 'paused') {
        throw stateConflict(`Only a paused batch is resumed, this one is ${state}.`, { state });
      }
      const at = this.clock.now();
      await moveBatch(em, batch, { to: 'running', action: 'batch.resumed', actor, at });
    });
    await this.hints.add('batch', [id]);
  }
}
