import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { IdsPayload } from '../queue/queues.js';
import { workerOptions } from '../queue/worker-options.js';
import { WorkRun } from './work-run.js';

/** Works on runs, a piece a job. Running a job twice is safe: the rows say which of them are done. */
@Processor('runs', workerOptions('runs'))
export class RunProcessor extends WorkerHost {
  constructor(private readonly workRun: WorkRun) {
    super();
  }

  async process(job: Job<IdsPayload>): Promise<void> {
    for (const id of job.data.ids) await this.workRun.run(id);
  }
}
