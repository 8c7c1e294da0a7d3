import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { IdsPayload } from '../queue/queues.js';
import { workerOptions } from '../queue/worker-options.js';
import { PayRefunds } from './pay-refunds.js';

/**
 * Pays refunds. Running a job twice is safe: only refunds that are pending and due are claimed, each
 * by one worker, and the gateway pays once per refund whoever asks.
 */
@Processor('refunds', workerOptions('refunds'))
export class RefundProcessor extends WorkerHost {
  constructor(private readonly payRefunds: PayRefunds) {
    super();
  }

  async process(job: Job<IdsPayload>): Promise<void> {
    await this.payRefunds.run(job.data.ids);
  }
}
