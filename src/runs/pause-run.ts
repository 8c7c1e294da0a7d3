import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { lockRun, moveRun } from './run-rows.js';
import { canMoveRun } from './run-state.js';

/** Lets a run stand still. The piece in hand comes to its end first. */
@Injectable()
export class PauseRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` unless it is running */
  async run(id: string, actor: Actor): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const run = await lockRun(em, id);
      const { state } = run;
      if (!canMoveRun(state, 'paused')) {
        throw stateConflict(`Only a running run is paused, this one is ${state}.`, { state });
      }
      const at = this.clock.now();
      await moveRun(em, run, { to: 'paused', action: 'run.paused', actor, at });
    });
  }
}
