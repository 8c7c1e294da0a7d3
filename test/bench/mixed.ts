import pg from 'pg';
import { AppProcess } from './app-process.js';
import { BatchCaller } from './batch-caller.js';
import { lotOf, MIX } from './batch-lots.js';
import { withBenchDatabase, type BenchDatabase } from './bench-database.js';
import { createKey } from './bench-key.js';
import { ApiCaller } from './callers.js';
import { onEachQueue, type QueuePlace } from './on-queues.js';
import { numberFrom, rounded, say, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';

const LINES = numberFrom('BENCH_MIXED_LINES', 50_000);
const SINGLES = numberFrom('BENCH_MIXED_SINGLES', 300);
const WARM_UP = 200;
/** Programs that cancel one after the other, at the same time. */
const CALLERS = 4;

interface Latency {
  p50: number;
  p99: number;
  longest: number;
}

/** Milliseconds from POST to outcome for single cancellations, alone and beside a batch. */
export function benchMixed(): Promise<Result[]> {
  return onEachQueue('mixed', (place) => withBenchDatabase((database) => measure(database, place)));
}

async function measure(
  database: BenchDatabase,
  { label, environment }: QueuePlace,
): Promise<Result> {
  const { key } = await createKey(database, [
    ...(['cancellations:read', 'cancellations:write'] as const),
    ...(['batches:read', 'batches:write'] as const),
  ]);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const lot = lotOf(await seedContracts(pool, { count: LINES, kinds: MIX, requested: false }));
  const wish = { count: WARM_UP + 2 * SINGLES, kinds: ['complete'] as const, requested: false };
  const singles = (await seedContracts(pool, wish)).map(({ subscriptionId }) => subscriptionId);
  await settleDatabase(pool);
  await pool.end();
  const app = await AppProcess.start({ DATABASE_URL: database.url, ...environment });
  const [caller, batches] = [new ApiCaller(app.url, key), new BatchCaller(app.url, key)];
  try {
    await latencies(caller, singles.splice(0, WARM_UP));
    const alone = await latencies(caller, singles.splice(0, SINGLES));
    const id = await batches.submit(lot.csv);
    const beside = await latencies(caller, singles.splice(0, SINGLES));
    const { state, counts } = await batches.get(id);
    if (state !== 'checking' && state !== 'running') {
      throw new Error(
        'The batch was over before the singles were: BENCH_MIXED_LINES is too small.',
      );
    }
    await batches.done(id);
    say(
      `mixed on ${label}: alone ${JSON.stringify(alone)}, beside a batch ${JSON.stringify(beside)}`,
    );
    return {
      name: `mixed on ${label}`,
      ratio: rounded(alone.p50 / beside.p50),
      ours: beside.p50,
      reference: alone.p50,
      unit: 'ms',
      rounds: [{ ours: beside.p50, reference: alone.p50, ratio: rounded(alone.p50 / beside.p50) }],
      peakRssMb: app.peakRssMb(),
      meaning: 'p50 alone against p50 while a batch runs, POST to outcome',
      callers: CALLERS,
      lines: LINES,
      linesCheckedMeanwhile: counts['valid'],
      points: [
        { load: 'alone', ...alone },
        { load: 'beside a batch', ...beside },
      ],
    };
  } finally {
    caller.close();
    await app.stop();
  }
}

async function latencies(caller: ApiCaller, ids: readonly string[]): Promise<Latency> {
  const took: number[] = [];
  const left = ids.values();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      for (const id of left) {
        const begun = performance.now();
        await caller.cancel(id);
        took.push(performance.now() - begun);
      }
    }),
  );
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
  return { p50: at(0.5), p99: at(0.99), longest: at(1) };
}
