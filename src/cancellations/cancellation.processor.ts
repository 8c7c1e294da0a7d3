import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { IdsPayload } from '../queue/queues.js';
import { workerOptions } from '../queue/worker-options.js';
import { ApplyCancellations } from './apply-cancellations.js';

/**
 * Carries out the cancellations of a hint. Running it twice is safe: the rows are locked, and a row
 * that is decided already is left alone.
 */
@Processor('cancellations', workerOptions('cancellations'))
export class CancellationProcessor extends WorkerHost {
  constructor(private readonly apply: ApplyCancellations) {
    super();
  }

  async process(job: Job<IdsPayload>): Promise<void> {
    await this.apply.run(job.data.ids);
  }
}
