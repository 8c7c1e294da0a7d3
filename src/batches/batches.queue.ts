import { Injectable, Logger } from '@nestjs/common';
import { addJobs } from '../queue/add-jobs.js';
import { JobQueues } from '../queue/job-queues.js';
import { OutageLog } from '../queue/outage-log.js';

/** `chunk`: work on this chunk. `batch`: find out what comes next for this batch. */
export type BatchJob = 'chunk' | 'batch';

/** Chunks of one batch that are in the queue at once: the share of each batch where several run. */
export const WINDOW = 16;
/** A producer waits no longer; what could not be told the sweep finds. */
const LIMIT_MS = 900;

/**
 * Tells the workers of chunks and batches, one job each, so that the chunks of several batches take
 * turns. A lost hint only delays. It never throws; call it after the commit that wrote the rows.
 */
@Injectable()
export class BatchHints {
  private readonly outage = new OutageLog(new Logger('Queue'), 'The queue for batches');

  constructor(private readonly queues: JobQueues) {}

  /** @param delayMs how long the workers shall leave it alone */
  async add(name: BatchJob, ids: readonly string[], delayMs = 0): Promise<void> {
    if (ids.length === 0) return;
    const jobs = ids.map((id) => ({ name, data: { ids: [id] }, opts: { delay: delayMs } }));
    try {
      await this.queues.use('batches', LIMIT_MS, (queue) => addJobs(queue, jobs));
      this.outage.recovered();
    } catch (error) {
      this.outage.failed(error);
    }
  }
}
