import type { JobsOptions } from 'bullmq';

/** Queue names; every payload carries ids alone, for the row is the truth and the job a hint. */
export const queueNames = [
  'cancellations',
  'notifications',
  'refunds',
  'batches',
  'runs',
  'clock',
] as const;
export type QueueName = (typeof queueNames)[number];

export interface IdsPayload {
  ids: string[];
}

/**
 * A finished or failed job is dropped at once: the rows say what happened, the sweeps bring back what
 * waits, and a kept job would only stand in the way of the next of its kind.
 */
export const jobOptions: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true,
};

/** No hint carries more ids than this: the size of one set. */
export const SET_SIZE = 500;
