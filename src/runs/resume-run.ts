import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import { lockRun, moveRun } from './run-rows.js';
import { canMoveRun } from './run-state.js';

/** Lets a paused run go on where it stood still. */
@Injectable()
export class ResumeRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
  ) {}

  /** @throws DomainError `not_found`; `state_conflict` unless it is paused */
  async run(id: string, actor: Actor): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const run = await lockRun(em, id);
      const { state } = run;
      if (!canMoveRun(state, 'running')) {
        throw stateConflict(`Only a paused run is resumed, this one is ${state}.`, { state });
      }
      const at = this.clock.now();
      await moveRun(em, run, { to: 'running', action: 'run.resumed', actor, at });
    });
    void this.hints.add('runs', [id]);
  }
}
