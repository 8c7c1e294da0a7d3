import pg from 'pg';
import { AppProcess } from './app-process.js';
import { BatchCaller } from './batch-caller.js';
import { lotOf, MIX } from './batch-lots.js';
import { withBenchDatabase, type BenchDatabase } from './bench-database.js';
import { createKey } from './bench-key.js';
import { onEachQueue, type QueuePlace } from './on-queues.js';
import { numberFrom, rounded, say, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';

const LINES = numberFrom('BENCH_MEMORY_LINES', 1_000_000);
const STEP = 100_000;

interface Point {
  lines: number;
  apiMb: number;
  workerMb: number;
}

/** The highest memory of API and worker, processes of their own, with a file and one ten times as long. */
export function benchMemory(): Promise<Result[]> {
  return onEachQueue('memory', (place) =>
    withBenchDatabase(async (database) => {
      const pool = new pg.Pool({ connectionString: database.url, max: 2 });
      try {
        const points: Point[] = [];
        for (const lines of [LINES / 10, LINES]) {
          points.push(await measure(pool, database, place, lines));
        }
        return resultOf(place.label, points);
      } finally {
        await pool.end();
      }
    }),
  );
}

/** With processes that have done nothing before. */
async function measure(
  pool: pg.Pool,
  database: BenchDatabase,
  { label, environment }: QueuePlace,
  lines: number,
): Promise<Point> {
  say(`memory on ${label}: seeding ${lines} subscriptions`);
  const parts: Uint8Array[] = [];
  for (let left = lines; left > 0; left -= STEP) {
    const wish = { count: Math.min(left, STEP), kinds: MIX, requested: false };
    const { head, csv } = lotOf(await seedContracts(pool, wish));
    parts.push(Buffer.from(parts.length === 0 ? csv : csv.slice(head.length + 1)));
  }
  await settleDatabase(pool);
  const { key } = await createKey(database, ['batches:read', 'batches:write']);
  const shared = { DATABASE_URL: database.url, ...environment };
  const api = await AppProcess.start({ ...shared, ROLES: 'api' });
  const worker = await AppProcess.start({ ...shared, ROLES: 'worker' });
  try {
    const caller = new BatchCaller(api.url, key);
    await caller.done(
      await caller.submit(ReadableStream.from(parts) as ReadableStream<Uint8Array>),
    );
    const point = { lines, apiMb: api.peakRssMb(), workerMb: worker.peakRssMb() };
    say(`memory on ${label}: ${lines} lines: API ${point.apiMb}, worker ${point.workerMb} MiB`);
    return point;
  } finally {
    await worker.stop();
    await api.stop();
  }
}

function resultOf(label: string, points: readonly Point[]): Result {
  const peak = (point: Point | undefined): number =>
    Math.max(point?.apiMb ?? NaN, point?.workerMb ?? NaN);
  const [short, long] = [points[0], points.at(-1)];
  return {
    name: `memory on ${label}`,
    ratio: rounded(peak(long) / peak(short)),
    ours: peak(long),
    reference: peak(short),
    unit: 'MiB',
    rounds: points.map((point) => ({
      ours: peak(point),
      reference: peak(short),
      ratio: rounded(peak(point) / peak(short)),
    })),
    peakRssMb: peak(long),
    meaning: `the highest of API and worker with ${long?.lines} lines against ${short?.lines}`,
    points,
  };
}
