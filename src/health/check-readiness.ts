import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';

/** Whether the queue answers; given by the queue module under the token `QueueHealth`. */
export interface QueueHealthCheck {
  check(): Promise<{ ok: boolean; detail?: string }>;
}
export const QUEUE_HEALTH = 'QueueHealth';

export interface Readiness {
  status: 'ready' | 'degraded' | 'unready';
  /** What is missing or degraded, by name; empty when all is well. */
  missing: Record<string, string>;
}

/** Longer than any answer of a living database or queue; probes give up soon after. */
const LIMIT_MS = 2_000;
const UNDEFINED_TABLE = '42P01';

/** Whether this process can do its roles' work, and what is missing if not. */
@Injectable()
export class CheckReadiness {
  constructor(
    private readonly orm: MikroORM,
    private readonly em: EntityManager,
    private readonly settings: Settings,
    @Inject(QUEUE_HEALTH) private readonly queue: QueueHealthCheck,
  ) {}

  async run(): Promise<Readiness> {
    const [database, queue] = await Promise.all([
      withinLimit(this.databaseFault()),
      withinLimit(this.queueFault()),
    ]);
    const missing = { ...(database ? { database } : {}), ...(queue ? { queue } : {}) };
    // Declarations are rows: they are taken without a queue, and carried on when it is back.
    const unready = database !== null || (queue !== null && this.settings.has('worker'));
    return { status: unready ? 'unready' : queue ? 'degraded' : 'ready', missing };
  }

  private async queueFault(): Promise<string | null> {
    const { ok, detail } = await this.queue.check();
    return ok ? null : (detail ?? 'does not answer');
  }

  /** Reads the migrations' table itself: asking the Migrator would create it where it is missing. */
  private async databaseFault(): Promise<string | null> {
    const known = (this.orm.config.get('migrations').migrationsList ?? []).map((migration) =>
      typeof migration === 'function' ? migration.name : migration.name,
    );
    const rows = await sql<{ name: string }>(this.em.fork(), `select name from migration`).catch(
      (error: Error & { code?: string }) => {
        if (error.code === UNDEFINED_TABLE) return [];
        throw error;
      },
    );
    const applied = new Set(rows.map(({ name }) => name));
    const pending = known.filter((name) => !applied.has(name)).length;
    return pending === 0 ? null : `${pending} migrations are pending: run "desk migrate up"`;
  }
}

/** What a check says; that it fails or does not answer is what it says, too, without the inside. */
async function withinLimit(check: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`does not answer within ${LIMIT_MS / 1000} s`), LIMIT_MS);
  });
  try {
    return await Promise.race([check.catch(reachability), late]);
  } finally {
    clearTimeout(timer);
  }
}

function reachability(error: Error & { code?: string }): string {
  return `cannot be reached${error.code === undefined ? '' : ` (${error.code})`}`;
}
