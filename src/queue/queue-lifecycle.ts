import { BullRegistrar, WorkerHost } from '@nestjs/bullmq';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Worker } from 'bullmq';
import { JobHints } from './job-hints.js';
import { JobQueues } from './job-queues.js';
import { OutageLog } from './outage-log.js';
import { QueueBackend } from './queue-backend.js';
import { QueueHealth } from './queue-health.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { TimeLimitError, withinLimit } from './time-limit.js';

/** How long a silent queue may keep the shutdown waiting. */
const SILENCE_MS = 5_000;
/** Between two questions to a queue that was away at the start. */
const RETRY_MS = 1_000;

/**
 * Workers begin when everything else is ready, and end before anything else is taken away: their
 * jobs still need the database and the hints. The connections go last.
 */
@Injectable()
export class QueueLifecycle
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger('Queue');
  private readonly outage = new OutageLog(this.logger, 'The queue of the workers');
  private workers: Worker[] = [];
  private starting: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly backend: QueueBackend,
    private readonly queues: JobQueues,
    private readonly hints: JobHints,
    private readonly health: QueueHealth,
    private readonly registrar: BullRegistrar,
    private readonly discovery: DiscoveryService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.backend.open();
  }

  onApplicationBootstrap(): void {
    this.starting = this.startWorkers();
  }

  /**
   * BullMQ asks once whether its server is there and keeps the answer for good: a worker made while
   * the server is away would never work. So workers are made when it answers.
   */
  private async startWorkers(): Promise<void> {
    while (!(await this.health.check()).ok) {
      if (this.stopping) return;
      await sleep(RETRY_MS, undefined, { ref: false });
    }
    if (this.stopping) return;
    this.registrar.register();
    this.workers = this.discovery
      .getProviders()
      .map((wrapper) => wrapper.instance as unknown)
      .filter((instance) => instance instanceof WorkerHost)
      .map((host) => host.worker);
    for (const worker of this.workers) this.watch(worker);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.starting;
    const drained = Promise.all(this.workers.map((worker) => worker.close()));
    let answeredAt = performance.now();
    // Jobs in hand may take their time; only a queue that no longer answers is not waited for.
    while (!(await isDone(drained, 250))) {
      if ((await this.health.check()).ok) answeredAt = performance.now();
      if (performance.now() - answeredAt < SILENCE_MS) continue;
      this.logger.warn('The queue does not answer: leaving it without goodbye');
      this.backend.abandonWorkers();
      await isDone(drained, 2_000);
      return;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.outage.close();
    await this.hints.flush();
    await this.queues.close();
    await this.backend.close();
  }

  private watch(worker: Worker): void {
    worker.on('error', (error) => {
      waitsForServer(error);
      this.outage.failed(error);
    });
    worker.on('active', () => this.outage.recovered());
    worker.on('completed', (job) => {
      this.logger.debug({ jobId: job.id, queue: worker.name, job: job.name, msg: 'job done' });
    });
    worker.on('failed', (job, error) => {
      const what = { jobId: job?.id, queue: worker.name, attempt: job?.attemptsMade };
      this.logger.warn({ ...what, msg: `job failed: ${error.message}` });
    });
  }
}

/** Whether `work` ends within the limit. @throws when it fails */
async function isDone(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  try {
    await withinLimit(work, limitMs, 'The workers');
    return true;
  } catch (error) {
    if (error instanceof TimeLimitError) return false;
    throw error;
  }
}

/**
 * After an error BullMQ pauses before it asks again only when the code is ECONNREFUSED; any other loss
 * of the connection it repeats without a pause, which takes the whole processor. So every loss gets
 * that code. Classes 08 and 57P are PostgreSQL's for a lost connection and a server that goes down.
 */
function waitsForServer(error: Error): void {
  const { code } = error as NodeJS.ErrnoException;
  const lost = /^(08|57P)|^(ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code ?? '');
  if (lost || /connection terminated/i.test(error.message)) {
    Object.assign(error, { code: 'ECONNREFUSED' });
  }
}
