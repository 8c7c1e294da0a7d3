import type { EntityManager } from '@mikro-orm/postgresql';
import { type RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { sharedLimiter } from './shared-limiter.js';

export interface FailureRules {
  /** Failures that cost nothing; after that many each further try has to wait. */
  free: number;
  firstWaitSeconds: number;
  /** The wait doubles with every failure up to this. */
  longestWaitSeconds: number;
  /** From the first failure on; afterwards they are forgotten. */
  windowSeconds: number;
}

/** A try may go ahead as the n-th failure, until it succeeds; or it has to wait. */
export type Entry = { failures: number } | { waitSeconds: number };

/** The wait after the given number of failures, in seconds. */
export function waitAfter(failures: number, rules: FailureRules): number {
  if (failures < rules.free) return 0;
  const doubled = rules.firstWaitSeconds * 2 ** Math.min(failures - rules.free, 20);
  return Math.min(doubled, rules.longestWaitSeconds);
}

/**
 * Slows down who fails again and again, by a count and a gate in PostgreSQL that all processes share.
 * A try counts as failed before it is made, so a thousand at once are no better than one after the
 * other: beyond the free ones a single try passes the gate for each wait.
 */
export class FailureLimit {
  private readonly failures: RateLimiterPostgres;
  private readonly gate: RateLimiterPostgres;

  constructor(
    em: EntityManager,
    name: string,
    private readonly rules: FailureRules,
  ) {
    this.failures = sharedLimiter(em, `${name}-failures`, rules.free, rules.windowSeconds);
    this.gate = sharedLimiter(em, `${name}-gate`, 1, rules.firstWaitSeconds);
  }

  /** Counts a try as failed, or says how long to wait. */
  async enter(key: string): Promise<Entry> {
    const closed = await this.gate.get(key);
    if (closed !== null && closed.msBeforeNext > 0) return { waitSeconds: seconds(closed) };
    const { consumedPoints } = await this.failures.penalty(key);
    if (consumedPoints <= this.rules.free) return { failures: consumedPoints };
    try {
      await this.gate.consume(key, 1, { customDuration: waitAfter(consumedPoints, this.rules) });
      return { failures: consumedPoints };
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { waitSeconds: seconds(refusal) };
      throw refusal;
    }
  }

  /** The try has failed: the last free one closes the gate behind it. */
  async fail(key: string, failures: number): Promise<void> {
    if (failures === this.rules.free) {
      await this.gate.block(key, waitAfter(failures, this.rules));
    }
  }

  /** The try has succeeded: everything is forgotten. */
  async clear(key: string): Promise<void> {
    await this.failures.delete(key);
    await this.gate.delete(key);
  }

  /** The try has succeeded, but what others failed at under the same key stays. */
  async forgive(key: string): Promise<void> {
    await this.failures.reward(key);
  }
}

function seconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
