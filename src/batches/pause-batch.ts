import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { awaitChunks } from './await-chunks.js';
import { lockBatch, moveBatch } from './batch-rows.js';

/** Lets a running batch stand still. Chunks in hand come to their end first. */
@Injectable()
export class PauseBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` unless it is running */
  async run(id: string, actor: Actor, visibility: Visibility | null): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const batch = await lockBatch(em, id, visibility);
      const { state } = batch;
      if (state !== 'running') {
        throw stateConflict(`Only a running batch is paused, this one is ${state}.`, { state });
      }
      const at = this.clock.now();
      await moveBatch(em, batch, { to: 'paused', action: 'batch.paused', actor, at });
    });
    await awaitChunks(this.em.fork(), id);
  }
}
