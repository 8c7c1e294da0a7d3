import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { lockRun, moveRun } from './run-rows.js';
import { canMoveRun } from './run-state.js';

/** Ends a run for good: what is done stays done, what is not is left as it was. */
@Injectable()
export class AbortRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` when it has ended already */
  async run(id: string, actor: Actor): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const run = await lockRun(em, id);
      const { state } = run;
      if (!canMoveRun(state, 'aborted')) {
        throw stateConflict(`A run that is ${state} has ended already.`, { state });
      }
      const at = this.clock.now();
      await moveRun(em, run, { to: 'aborted', action: 'run.aborted', actor, at });
    });
  }
}
