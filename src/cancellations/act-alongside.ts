import type { SqlEntityManager } from '@mikro-orm/postgresql';

/** How one act of many is done. */
export interface ActOptions<Result = void> {
  /** Written in the transaction of the act: both stand, or neither does. */
  alongside?: (em: SqlEntityManager, result: Result) => Promise<void>;
  /** False when the caller carries out, as one set, what was decided; the sweep finds what is left. */
  hint?: boolean;
}
