import pg from 'pg';
import { AppProcess } from './app-process.js';
import { BatchCaller } from './batch-caller.js';
import { lotOf, MIX } from './batch-lots.js';
import { withBenchDatabase } from './bench-database.js';
import { createKey } from './bench-key.js';
import { withRedis, type QueuePlace } from './on-queues.js';
import { putOff } from './put-off.js';
import { numberFrom, rounded, say, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';

const LINES = numberFrom('BENCH_WORKERS_LINES', 40_000);
const COUNTS = [1, 2, 4];

interface Point {
  workers: number;
  linesPerSecond: number;
}

/** How fast a batch runs with one, two and four processes of workers, on Redis. */
export async function benchWorkers(): Promise<Result[]> {
  const result = await withRedis('workers', measure);
  return result === null ? [] : [result];
}

function measure({ environment }: QueuePlace): Promise<Result> {
  return withBenchDatabase(async (database) => {
    const { key } = await createKey(database, ['batches:read', 'batches:write']);
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const shared = { DATABASE_URL: database.url, ...environment };
    const api = await AppProcess.start({ ...shared, ROLES: 'api' });
    const points: Point[] = [];
    let peakRssMb = 0;
    try {
      const caller = new BatchCaller(api.url, key);
      for (const workers of COUNTS) {
        const started = await Promise.all(
          Array.from({ length: workers }, () => AppProcess.start({ ...shared, ROLES: 'worker' })),
        );
        try {
          await runBatch(pool, caller, LINES / 20);
          const rate = await runBatch(pool, caller, LINES);
          points.push({ workers, linesPerSecond: Math.round(rate) });
          say(`workers: ${workers}: ${Math.round(rate)} lines/s`);
          peakRssMb = Math.max(peakRssMb, ...started.map((worker) => worker.peakRssMb()));
        } finally {
          await Promise.all(started.map((worker) => worker.stop()));
          await putOff(pool);
        }
      }
    } finally {
      await api.stop();
      await pool.end();
    }
    return resultOf(points, peakRssMb);
  });
}

/** Lines per second. */
async function runBatch(pool: pg.Pool, caller: BatchCaller, lines: number): Promise<number> {
  const lot = lotOf(await seedContracts(pool, { count: lines, kinds: MIX, requested: false }));
  await settleDatabase(pool);
  const begun = performance.now();
  await caller.done(await caller.submit(lot.csv));
  return (lines * 1000) / (performance.now() - begun);
}

function resultOf(points: readonly Point[], peakRssMb: number): Result {
  const one = points[0]?.linesPerSecond ?? NaN;
  const best = Math.max(...points.map(({ linesPerSecond }) => linesPerSecond));
  return {
    name: 'workers on Redis',
    ratio: rounded(best / one),
    ours: best,
    reference: one,
    unit: 'lines/s',
    rounds: points.map(({ linesPerSecond }) => ({
      ours: linesPerSecond,
      reference: one,
      ratio: rounded(linesPerSecond / one),
    })),
    peakRssMb,
    meaning: 'the best number of worker processes against one',
    lines: LINES,
    points,
  };
}
