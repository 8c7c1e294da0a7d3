import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { JobQueues } from '../queue/job-queues.js';
import { OutageLog } from '../queue/outage-log.js';
import { Clock } from '../shared/clock.js';

/** So long at most the mails of a batch stand back behind batches that run. */
const PATIENCE_MS = 10 * 60_000;
/** What the workers can send until the next sweep, and more. */
const LIMIT = 8_000;
/** Small jobs, so that a single mail waits behind few. */
const JOB_SIZE = 100;
/** A job without a priority comes first. */
const LAST = 100;
const LIMIT_MS = 5_000;

/**
 * Lets the mails of batches go out when no batch runs: writing a mail costs as much as a cancellation.
 * They come after every single mail in the queue. Selects only; a mail that is hinted twice goes once.
 */
@Injectable()
export class ReleaseBulkMails {
  private readonly outage = new OutageLog(new Logger('Queue'), 'The queue for mails of batches');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly queues: JobQueues,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const rows = await sql<{ id: string }>(this.em.fork(), DUE, [
      now,
      new Date(now.getTime() - PATIENCE_MS),
      LIMIT,
    ]);
    if (rows.length === 0) return;
    const jobs = Array.from({ length: Math.ceil(rows.length / JOB_SIZE) }, (_, n) => ({
      name: 'notifications',
      data: { ids: rows.slice(n * JOB_SIZE, (n + 1) * JOB_SIZE).map(({ id }) => id) },
      opts: { priority: LAST },
    }));
    try {
      await this.queues.use('notifications', LIMIT_MS, async (queue) => {
        // What the last sweep brought is not gone yet: more would only pile up.
        if ((await queue.getPrioritizedCount()) === 0) await queue.addBulk(jobs);
      });
      this.outage.recovered();
    } catch (error) {
      this.outage.failed(error);
    }
  }
}

const DUE = `
  select id from notification
   where state = 'pending' and bulk and next_attempt_at <= $1
     and (next_attempt_at <= $2
       or not exists (select 1 from batch where state in ('checking', 'running')))
   order by next_attempt_at limit $3`;
