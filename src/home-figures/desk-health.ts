import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import type { QueueHealth } from '../queue/queue-health.js';

/** The clock ticks each half minute; after three that are missing somebody should look. */
const SILENCE_MS = 90_000;

/** Whether what works by itself does. */
export interface DeskHealth {
  queue: { ok: boolean; detail: string | null };
  /** `tickedAt` is null before the first tick. */
  clock: { ok: boolean; tickedAt: string | null };
}

/** Asks the queue, and looks when the clock of any worker has last done its work. */
export async function deskHealth(
  em: SqlEntityManager,
  queues: QueueHealth,
  now: Date,
): Promise<DeskHealth> {
  const [queue, rows] = await Promise.all([
    queues.check(),
    sql<{ ticked_at: string | null }>(em, `select ticked_at from flow_mark`),
  ]);
  const tickedAt = instant(rows[0]?.ticked_at ?? null);
  const age = tickedAt === null ? Infinity : now.getTime() - new Date(tickedAt).getTime();
  return {
    queue: { ok: queue.ok, detail: queue.detail ?? null },
    clock: { ok: age < SILENCE_MS, tickedAt },
  };
}
