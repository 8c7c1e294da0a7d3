import type { Type } from '@nestjs/common';
import type { WorkerHost } from '@nestjs/bullmq';
import type { WorkerOptions } from 'bullmq';
import type { Settings } from '../config/settings.js';
import type { QueueName } from './queues.js';

/**
 * Jobs at once per process. The work is in the database: two sets overlap, more only contend. A chunk of
 * a batch also computes and sends much: with a third one the server never waits for it.
 */
const concurrency: Record<QueueName, number> = {
  cancellations: 2,
  notifications: 2,
  refunds: 2,
  batches: 3,
  runs: 2,
  clock: 1,
};

/**
 * How a worker takes its jobs, for `@Processor(name, workerOptions(name))`.
 * A job whose worker died is taken over after the lock of 30 s, seen by the check each 15 s. That is
 * no attempt, so it may happen often; were the job dropped, the sweeps would bring its rows back.
 * After a lost connection a worker asks again each second, instead of BullMQ's fifteen.
 */
export function workerOptions(queue: QueueName): Omit<WorkerOptions, 'connection'> {
  return {
    concurrency: concurrency[queue],
    lockDuration: 30_000,
    stalledInterval: 15_000,
    maxStalledCount: 10,
    drainDelay: 5,
    runRetryDelay: 1_000,
  };
}

/** The processors of a feature, where this process works at all; none in the other roles. */
export function processorsFor(
  settings: Settings,
  processors: Type<WorkerHost>[],
): Type<WorkerHost>[] {
  return settings.has('worker') ? processors : [];
}
