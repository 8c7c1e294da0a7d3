import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { IdsPayload } from '../queue/queues.js';
import { workerOptions } from '../queue/worker-options.js';
import { AdvanceBatch } from './advance-batch.js';
import { WorkBatchChunk } from './work-batch-chunk.js';

/**
 * Works on chunks and moves batches on. Running a job twice is safe: a chunk is locked while it is
 * worked on and waits no more afterwards, and its lines say which of them are done.
 */
@Processor('batches', workerOptions('batches'))
export class BatchProcessor extends WorkerHost {
  constructor(
    private readonly workBatchChunk: WorkBatchChunk,
    private readonly advanceBatch: AdvanceBatch,
  ) {
    super();
  }

  async process(job: Job<IdsPayload>): Promise<void> {
    const task = job.name === 'chunk' ? this.workBatchChunk : this.advanceBatch;
    for (const id of job.data.ids) await task.run(id);
  }
}
