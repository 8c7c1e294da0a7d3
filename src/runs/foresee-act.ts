import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { foreseeOutcome, type ForeseenOutcome } from '../cancellations/foresee-outcome.js';
import type { ReviewResult } from '../cancellations/review-cancellation.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { isRefusal } from '../shared/domain-error.js';
import { ActOnCancellation } from './act-on-cancellation.js';
import type { RunWish } from './run-wish.js';

/** What would become of one cancellation. */
export interface Foreseen {
  result: 'done' | 'proposed' | 'refused';
  /** Why it would be refused. */
  code: string | null;
  /** Null unless it would be decided. */
  outcome: ForeseenOutcome | null;
}

/** Ends the transaction of an act that was only tried out. */
class Undone extends Error {
  constructor(readonly foreseen: Foreseen) {
    super('Tried out and undone.');
  }
}

/**
 * Tries out what a run would do to one cancellation: does it and undoes it in one transaction. So no
 * second set of rules can disagree with the one that decides; nobody is told, and nothing stays.
 */
@Injectable()
export class ForeseeAct {
  constructor(
    private readonly act: ActOnCancellation,
    private readonly clock: Clock,
  ) {}

  async run(id: string, wish: RunWish, actor: Actor): Promise<Foreseen> {
    const tryOut = async (em: SqlEntityManager, result: ReviewResult): Promise<never> => {
      const decided = result === 'decided';
      const outcome = decided ? await foreseeOutcome(em, id, this.clock.now()) : null;
      throw new Undone({ result: decided ? 'done' : 'proposed', code: null, outcome });
    };
    try {
      await this.act.run(id, wish, actor, tryOut);
    } catch (error) {
      if (error instanceof Undone) return error.foreseen;
      if (isRefusal(error)) return { result: 'refused', code: error.code, outcome: null };
      throw error;
    }
    throw new Error('What is only tried out must not come through.');
  }
}
