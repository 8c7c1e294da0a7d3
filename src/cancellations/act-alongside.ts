import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Cancellation } from './cancellation.entity.js';

/** How one act of many is done. */
export interface ActOptions<Result = void> {
  /** Looks at it with its row locked, before anything is done; what it throws refuses the act. */
  before?: (em: SqlEntityManager, cancellation: Cancellation) => Promise<void>;
  /** Written in the transaction of the act: both stand, or neither does. */
  alongside?: (em: SqlEntityManager, result: Result) => Promise<void>;
  /** False when the caller carries out, as one set, what was decided; the sweep finds what is left. */
  hint?: boolean;
}
