import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Queue, Worker, type ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { readSettings } from '../../src/config/settings.js';
import { JobQueues } from '../../src/queue/job-queues.js';
import { QueueModule } from '../../src/queue/queue.module.js';
import type { IdsPayload } from '../../src/queue/queues.js';
import { workerOptions } from '../../src/queue/worker-options.js';
import { withBenchDatabase } from './bench-database.js';
import { onEachQueue, type QueuePlace } from './on-queues.js';
import { numberFrom, say, summarise, type Result } from './report.js';

const JOBS = numberFrom('BENCH_QUEUE_JOBS', 5_000);
const ROUNDS = numberFrom('BENCH_QUEUE_ROUNDS', 5);
const WARM_UP = 500;
/** As many jobs as one hint of a sweep brings at most, in one message to the server. */
const BULK = 500;
const { concurrency = 1 } = workerOptions('cancellations');

/** Counts jobs, and tells when there were as many as were waited for. */
class Counter {
  private left = 0;
  private done: () => void = () => undefined;

  expect(jobs: number): Promise<void> {
    this.left = jobs;
    return new Promise((resolve) => (this.done = resolve));
  }

  readonly count = (): void => {
    this.left -= 1;
    if (this.left === 0) this.done();
  };
}

const ours = new Counter();

/** In the place of the application's own, which would cancel. */
@Processor('cancellations', workerOptions('cancellations'))
class NothingProcessor extends WorkerHost {
  process(): Promise<void> {
    ours.count();
    return Promise.resolve();
  }
}

@Module({ providers: [NothingProcessor] })
class NothingModule {}

type Jobs = { name: string; data: IdsPayload }[];
/** Sends the jobs and waits until the last has been done. */
type Side = (jobs: Jobs) => Promise<void>;

/** Jobs per second through our queue with a handler that does nothing, against bare BullMQ. */
export function benchQueue(): Promise<Result[]> {
  return onEachQueue('queue', (place) =>
    withBenchDatabase(({ url }) => withSides(url, place, (sides) => compare(place.label, sides))),
  );
}

async function withSides<T>(
  databaseUrl: string,
  { redisUrl }: QueuePlace,
  work: (sides: { ours: Side; bare: Side }) => Promise<T>,
): Promise<T> {
  const settings = readSettings({
    ROLES: 'worker',
    DATABASE_URL: databaseUrl,
    SIGNING_KEY: 'a key of the bench, long enough for anything',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  });
  const module = { module: NothingModule, imports: [QueueModule.forRoot(settings, databaseUrl)] };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const bare = openBare(databaseUrl, redisUrl);
  const queues = app.get(JobQueues);
  try {
    return await work({
      ours: async (jobs) => {
        const done = ours.expect(jobs.length);
        await queues.use('cancellations', 60_000, (queue) => sendAll(queue, jobs));
        await done;
      },
      bare: bare.run,
    });
  } finally {
    await bare.close();
    await app.close();
  }
}

/** BullMQ as its own documentation uses it. */
function openBare(
  databaseUrl: string,
  redisUrl: string | null,
): { run: Side; close(): Promise<void> } {
  const redis = redisUrl === null ? null : new Redis(redisUrl, { maxRetriesPerRequest: null });
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    max: 8,
  });
  const connection = (redis ?? pool) as unknown as ConnectionOptions;
  const counter = new Counter();
  const queue = new Queue('bare', { connection, defaultJobOptions: { removeOnComplete: true } });
  const worker = new Worker('bare', () => Promise.resolve(counter.count()), {
    connection,
    concurrency,
  });
  return {
    run: async (jobs) => {
      const done = counter.expect(jobs.length);
      await sendAll(queue, jobs);
      await done;
    },
    close: async () => {
      await worker.close();
      await queue.close();
      redis?.disconnect();
      await pool.end();
    },
  };
}

async function sendAll(queue: Queue, jobs: Jobs): Promise<void> {
  for (let at = 0; at < jobs.length; at += BULK) await queue.addBulk(jobs.slice(at, at + BULK));
}

async function compare(label: string, sides: { ours: Side; bare: Side }): Promise<Result> {
  const name = `queue on ${label}`;
  await sides.ours(jobsOf(WARM_UP));
  await sides.bare(jobsOf(WARM_UP));
  const rounds: { ours: number; reference: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const rates = { ours: await rate(sides.ours), reference: await rate(sides.bare) };
    rounds.push(rates);
    const told = `ours ${Math.round(rates.ours)}, bare ${Math.round(rates.reference)} jobs/s`;
    say(`${name}: round ${round} of ${ROUNDS}: ${told}`);
  }
  return {
    name,
    ...summarise(rounds),
    unit: 'jobs/s',
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    jobsPerRound: JOBS,
    concurrency,
  };
}

async function rate(side: Side): Promise<number> {
  const jobs = jobsOf(JOBS);
  const begun = performance.now();
  await side(jobs);
  return (JOBS * 1000) / (performance.now() - begun);
}

function jobsOf(count: number): Jobs {
  return Array.from({ length: count }, () => ({
    name: 'cancellations',
    data: { ids: ['01890a5d-ac96-774b-bcce-b302099a8057'] },
  }));
}
