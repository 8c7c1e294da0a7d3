import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { readSettings } from '../../src/config/settings.js';
import { ClockProcessor } from '../../src/queue/clock.processor.js';
import { ClockSchedule } from '../../src/queue/clock-schedule.js';
import { CLOCK_HANDLERS, clockTasks, type ClockHandlers } from '../../src/queue/clock-tasks.js';
import { JobHints } from '../../src/queue/job-hints.js';
import { JobQueues } from '../../src/queue/job-queues.js';
import { QueueHealth } from '../../src/queue/queue-health.js';
import { QueueModule } from '../../src/queue/queue.module.js';
import type { IdsPayload } from '../../src/queue/queues.js';
import { processorsFor, workerOptions } from '../../src/queue/worker-options.js';
import { describeOnBackends } from '../support/backends.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { redisProgram, reserveRedis, type RedisServer } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const received: string[][] = [];
let pauseJobs: Promise<void> = Promise.resolve();
let finished = 0;

@Processor('cancellations', workerOptions('cancellations'))
class RecordingProcessor extends WorkerHost {
  async process(job: Job<IdsPayload>): Promise<void> {
    received.push(job.data.ids);
    await pauseJobs;
    finished++;
  }
}

const ticks: string[] = [];
const clockHandlers: ClockHandlers = Object.fromEntries(
  clockTasks.map(({ name }) => [name, () => Promise.resolve(void ticks.push(name))]),
);

const silence: LoggerService = { log: () => {}, warn: () => {}, error: () => {} };

const running: INestApplicationContext[] = [];
let database: TestDatabase;

interface Start {
  redisUrl?: string;
  worker?: boolean;
  clock?: ClockHandlers;
}

async function start({ redisUrl, worker = false, clock }: Start): Promise<INestApplicationContext> {
  const settings = readSettings({
    ROLES: worker ? 'api,worker' : 'api',
    DATABASE_URL: database.url,
    SIGNING_KEY: 'x'.repeat(32),
    REDIS_URL: redisUrl,
  });
  const module = await Test.createTestingModule({
    imports: [QueueModule.forRoot(settings, database.url)],
    providers: [
      ...processorsFor(settings, [RecordingProcessor]),
      ...(clock
        ? [ClockProcessor, ClockSchedule, { provide: CLOCK_HANDLERS, useValue: clock }]
        : []),
    ],
  })
    .setLogger(silence)
    .compile();
  await module.init();
  running.push(module);
  return module;
}

async function stop(): Promise<void> {
  for (const module of running.splice(0)) await module.close();
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const begun = performance.now();
  const value = await work;
  return { value, ms: performance.now() - begun };
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  received.length = 0;
  ticks.length = 0;
  finished = 0;
  pauseJobs = Promise.resolve();
});
afterEach(stop);

describeOnBackends('hints', (backend) => {
  const emptyQueues = (): Promise<void> =>
    backend.name === 'redis' ? backend.empty() : emptyOnPostgres();
  beforeEach(emptyQueues);

  it('reach the worker, fifty of one moment as one set', async () => {
    const module = await start({ redisUrl: backend.redisUrl(), worker: true });
    const hints = module.get(JobHints);
    const ids = Array.from({ length: 50 }, (_, n) => `id-${n}`);
    const sent = await Promise.all(ids.map((id) => hints.add('cancellations', [id])));
    expect(sent).toEqual(ids.map(() => true));
    await waitFor(() => received.flat().length >= 50);
    expect(received.flat().sort()).toEqual([...ids].sort());
    expect(received.length).toBeLessThanOrEqual(2);
    expect(await module.get(QueueHealth).check()).toEqual({ ok: true });
  });

  it('of many rows travel in sets of 500, each row once', async () => {
    const module = await start({ redisUrl: backend.redisUrl(), worker: true });
    const ids = Array.from({ length: 1201 }, (_, n) => `id-${n}`);
    expect(await module.get(JobHints).add('cancellations', [...ids, 'id-0'])).toBe(true);
    await waitFor(() => received.flat().length >= 1201);
    expect(received.map((set) => set.length).sort()).toEqual([201, 500, 500]);
  });

  it('wait for a worker when this process has none', async () => {
    const producer = await start({ redisUrl: backend.redisUrl() });
    expect(await producer.get(JobHints).add('cancellations', ['later'])).toBe(true);
    await start({ redisUrl: backend.redisUrl(), worker: true });
    await waitFor(() => received.length > 0);
    expect(received).toEqual([['later']]);
  });

  it('a job in hand is finished before the process ends', async () => {
    const hold = Promise.withResolvers<void>();
    pauseJobs = hold.promise;
    const module = await start({ redisUrl: backend.redisUrl(), worker: true });
    await module.get(JobHints).add('cancellations', ['slow']);
    await waitFor(() => received.length > 0);
    const stopped = stop();
    hold.resolve();
    await stopped;
    expect(finished).toBe(1);
  });

  it('the clock ticks, and is set again after the queue was emptied', async () => {
    const module = await start({
      redisUrl: backend.redisUrl(),
      worker: true,
      clock: clockHandlers,
    });
    await waitFor(() => ticks.includes('sweep-cancellations'));
    const queues = module.get(JobQueues);
    const names = async (): Promise<string[]> =>
      queues.use('clock', 1_000, async (queue) =>
        (await queue.getJobSchedulers()).map((schedule) => schedule.key).sort(),
      );
    const all = clockTasks.map((task) => task.name).sort();
    await waitFor(async () => (await names()).length === all.length);
    const waiting = (): Promise<number> =>
      queues.use('clock', 1_000, (queue) => queue.getDelayedCount());
    await waitFor(async () => (await waiting()) === all.length);
    await module.get(ClockSchedule).restore();
    expect(await names()).toEqual(all);
    await waitFor(async () => (await waiting()) === all.length);
    await emptyQueues();
    ticks.length = 0;
    await module.get(ClockSchedule).restore();
    expect(await names()).toEqual(all);
    await waitFor(() => ticks.includes('sweep-cancellations'), 25_000);
  });

  it('the clock is set again where the schedules stayed and their jobs are gone', async () => {
    const module = await start({
      redisUrl: backend.redisUrl(),
      worker: true,
      clock: clockHandlers,
    });
    const queues = module.get(JobQueues);
    const waiting = (): Promise<number> =>
      queues.use('clock', 1_000, (queue) => queue.getDelayedCount());
    await waitFor(async () => (await waiting()) === clockTasks.length);
    const ids = (): Promise<unknown[]> =>
      queues.use('clock', 1_000, async (queue) =>
        (await queue.getDelayed()).map((job) => job.id).sort(),
      );
    const before = await ids();
    // What runs is left alone; the next tick is ten seconds away.
    await module.get(ClockSchedule).restore();
    expect(await ids()).toEqual(before);
    await queues.use('clock', 1_000, async (queue) => {
      for (const job of await queue.getDelayed()) await loseJob(backend.redisUrl(), String(job.id));
    });
    expect(await waiting()).toBe(0);
    await module.get(ClockSchedule).restore();
    await waitFor(async () => (await waiting()) === clockTasks.length);
    ticks.length = 0;
    await waitFor(() => ticks.includes('sweep-cancellations'), 25_000);
  });

  it('a missing and an unknown clock handler stop the boot in one line', async () => {
    const { 'sweep-refunds': _left, ...rest } = clockHandlers;
    const clock = { ...rest, 'sweep-moon': () => Promise.resolve() };
    await expect(start({ redisUrl: backend.redisUrl(), worker: true, clock })).rejects.toThrow(
      'The clock cannot run: the clock task sweep-refunds has no handler; a handler is given for the unknown clock task sweep-moon.',
    );
  });

  it('a full process stays within its connections', async () => {
    await start({ redisUrl: backend.redisUrl(), worker: true, clock: clockHandlers });
    await waitFor(() => ticks.length >= 5);
    const open = await countConnections(backend.redisUrl());
    process.stderr.write(`connections of the queue on ${backend.name}: ${open}\n`);
    expect(open).toBeLessThanOrEqual(12);
  });
});

// It freezes and ends a Redis of its own; without the program `npm test` counts it as left out.
(redisProgram() === null ? describe.skip : describe)('hints while Redis is away', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await reserveRedis();
  });
  afterEach(async () => {
    await stop();
    await redis.stop();
  });

  async function expectRefusal(hints: JobHints): Promise<void> {
    const { value, ms } = await timed(hints.add('cancellations', ['lost']));
    expect(value).toBe(false);
    expect(ms).toBeLessThan(1_200);
  }

  async function expectRecovery(hints: JobHints, id: string): Promise<void> {
    await waitFor(() => hints.add('cancellations', [id]));
    await waitFor(() => received.flat().includes(id));
  }

  it('down at the start, then there', async () => {
    const { value: module, ms } = await timed(start({ redisUrl: redis.url, worker: true }));
    expect(ms).toBeLessThan(2_000);
    await expectRefusal(module.get(JobHints));
    expect((await module.get(QueueHealth).check()).ok).toBe(false);
    await redis.start();
    await expectRecovery(module.get(JobHints), 'found');
  });

  it('killed, then back and empty', async () => {
    await redis.start();
    const module = await start({ redisUrl: redis.url, worker: true });
    await expectRecovery(module.get(JobHints), 'first');
    await redis.kill9();
    await expectRefusal(module.get(JobHints));
    await redis.start();
    await expectRecovery(module.get(JobHints), 'second');
  });

  it('frozen, then thawed', async () => {
    await redis.start();
    const module = await start({ redisUrl: redis.url, worker: true });
    await expectRecovery(module.get(JobHints), 'first');
    redis.freeze();
    await expectRefusal(module.get(JobHints));
    await expectRefusal(module.get(JobHints));
    const { value, ms } = await timed(module.get(QueueHealth).check());
    expect(value.ok).toBe(false);
    expect(ms).toBeLessThan(1_200);
    redis.thaw();
    await expectRecovery(module.get(JobHints), 'second');
  });

  it('frozen at the start, then thawed', async () => {
    await redis.start();
    redis.freeze();
    const module = await start({ redisUrl: redis.url, worker: true });
    await expectRefusal(module.get(JobHints));
    redis.thaw();
    await expectRecovery(module.get(JobHints), 'found');
  });

  it('the process ends in time though Redis is down or frozen', async () => {
    await start({ redisUrl: redis.url, worker: true });
    expect((await timed(stop())).ms).toBeLessThan(8_000);
    await redis.start();
    const module = await start({ redisUrl: redis.url, worker: true });
    await expectRecovery(module.get(JobHints), 'first');
    redis.freeze();
    expect((await timed(stop())).ms).toBeLessThan(8_000);
  });
});

async function emptyOnPostgres(): Promise<void> {
  await query('truncate bullmq.job, bullmq.scheduler cascade');
}

/** Takes a job away as a server that lost it: its schedule knows nothing of it. */
async function loseJob(redisUrl: string | undefined, id: string): Promise<void> {
  if (redisUrl === undefined) {
    await query('delete from bullmq.job where id = $1', [id]);
    return;
  }
  const client = new Redis(redisUrl);
  await client.zrem('bull:clock:delayed', id);
  await client.del(`bull:clock:${id}`);
  client.disconnect();
}

async function countConnections(redisUrl: string | undefined): Promise<number> {
  if (redisUrl !== undefined) {
    const client = new Redis(redisUrl);
    const list = String(await client.client('LIST'));
    client.disconnect();
    return list.trim().split('\n').length - 1;
  }
  const rows = await query(
    'select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  return Number(rows[0]?.['n']);
}

async function query(text: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, parameters)).rows;
  } finally {
    await client.end();
  }
}
