import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { DecisionBell } from './decision-bell.js';

/** Between two looks while somebody waits only briefly yet: most decisions take a few milliseconds. */
const EAGER_MS = 15;
/** Between two looks when all have waited longer than `EAGER_FOR_MS`. */
const PATIENT_MS = 100;
const EAGER_FOR_MS = 500;

/**
 * Waits until a cancellation is decided, i.e. no longer `requested`. One look at the rows serves all
 * who wait in this process, however many they are.
 */
@Injectable()
export class WaitForDecision implements OnModuleDestroy {
  private readonly logger = new Logger(WaitForDecision.name);
  private readonly waiting = new Map<string, Set<() => void>>();
  private looking = false;
  private eagerUntil = 0;
  private failing = false;

  constructor(
    private readonly em: EntityManager,
    bell: DecisionBell,
  ) {
    bell.onRing((ids) => this.release(ids));
  }

  /** Resolves when it is decided, the seconds are over, or the signal says that nobody waits any more. */
  async run(id: string, seconds: number, signal: AbortSignal): Promise<void> {
    if (seconds <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.forget(id, done);
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      signal.addEventListener('abort', done);
      const others = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, others.add(done));
      this.eagerUntil = Date.now() + EAGER_FOR_MS;
      if (!this.looking) void this.look();
    });
  }

  /** Who still waits at the end is answered with the state as it is. */
  onModuleDestroy(): void {
    this.release([...this.waiting.keys()]);
  }

  private forget(id: string, done: () => void): void {
    const others = this.waiting.get(id);
    others?.delete(done);
    if (others?.size === 0) this.waiting.delete(id);
  }

  private release(ids: readonly string[]): void {
    for (const id of ids) for (const done of [...(this.waiting.get(id) ?? [])]) done();
  }

  private async look(): Promise<void> {
    this.looking = true;
    while (this.waiting.size > 0) {
      const eager = !this.failing && Date.now() < this.eagerUntil;
      await new Promise((resolve) => setTimeout(resolve, eager ? EAGER_MS : PATIENT_MS));
      if (this.waiting.size > 0) this.release(await this.decided());
    }
    this.looking = false;
  }

  /** A look that fails is told once and tried again: what was declared is safe, and the time is limited. */
  private async decided(): Promise<string[]> {
    try {
      const rows = await sql<{ id: string }>(
        this.em.fork(),
        `select id from cancellation where id = any($1::uuid[]) and state <> 'requested'`,
        [[...this.waiting.keys()]],
      );
      this.failing = false;
      return rows.map(({ id }) => id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.failing) this.logger.warn(`Decisions cannot be looked up: ${reason}`);
      this.failing = true;
      return [];
    }
  }
}
