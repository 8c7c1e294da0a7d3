import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { assertClockHandlers, CLOCK_HANDLERS, type ClockHandlers } from './clock-tasks.js';
import { workerOptions } from './worker-options.js';

/**
 * Runs the clock's tasks. Running one twice is safe: each selects what is still due and acts through
 * the use cases, under their locks.
 */
@Processor('clock', workerOptions('clock'))
export class ClockProcessor extends WorkerHost {
  constructor(@Inject(CLOCK_HANDLERS) private readonly handlers: ClockHandlers) {
    super();
    assertClockHandlers(handlers);
  }

  async process(job: Job): Promise<void> {
    const handler = Object.hasOwn(this.handlers, job.name) ? this.handlers[job.name] : undefined;
    // Only a process of another version can have scheduled it.
    if (handler === undefined) throw new UnrecoverableError(`unknown clock task ${job.name}`);
    await handler();
  }
}
