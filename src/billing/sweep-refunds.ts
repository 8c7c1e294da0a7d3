import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import { Clock } from '../shared/clock.js';
import { isBatchRunning } from '../shared/precedence.js';

/** Younger ones have a hint of their own on the way. */
const AGE_MS = 10_000;
/** A backlog comes back in parts; the next sweep brings the next part. */
const LIMIT = 2_000;
/**
 * While a batch runs, whose own refunds these mostly are: one short job, so that the batch keeps the
 * database and a single refund finds a worker free.
 */
const LIMIT_BESIDE_BATCH = 50;

/** Brings back the refunds whose hint was lost or whose next attempt is due. Selects only. */
@Injectable()
export class SweepRefunds {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const rows = await sql<{ id: string }>(
      this.em.fork(),
      `select id from refund where state = 'pending' and (next_attempt_at is null or next_attempt_at <= $1)
        order by next_attempt_at nulls first limit $2`,
      [
        new Date(this.clock.now().getTime() - AGE_MS),
        isBatchRunning() ? LIMIT_BESIDE_BATCH : LIMIT,
      ],
    );
    await this.hints.add(
      'refunds',
      rows.map(({ id }) => id),
    );
    return rows.length;
  }
}
