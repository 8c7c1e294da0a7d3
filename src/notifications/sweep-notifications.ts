import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import { Clock } from '../shared/clock.js';

/** Younger ones have a hint of their own on the way. */
const AGE_MS = 10_000;
/** A backlog comes back in parts; the next sweep brings the next part. */
const LIMIT = 2_000;

/** Brings back the mails whose hint was lost or whose next attempt is due. Selects only. */
@Injectable()
export class SweepNotifications {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const rows = await sql<{ id: string }>(
      this.em.fork(),
      `select id from notification where state = 'pending' and not bulk and next_attempt_at <= $1
        order by next_attempt_at limit $2`,
      [new Date(this.clock.now().getTime() - AGE_MS), LIMIT],
    );
    await this.hints.add(
      'notifications',
      rows.map(({ id }) => id),
    );
    return rows.length;
  }
}
