import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AppProcess } from './app-process.js';
import { BatchCaller } from './batch-caller.js';
import { lotOf, MIX, type BatchLot } from './batch-lots.js';
import { BatchReference, CONNECTIONS } from './batch-reference.js';
import { withBenchDatabase, type BenchDatabase } from './bench-database.js';
import { createKey, type Key } from './bench-key.js';
import { onEachQueue } from './on-queues.js';
import { putOff } from './put-off.js';
import { numberFrom, rounded, say, summarise, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';
import { readExample, type SolvedExample } from './solved-example.js';
import { addWritten, assertSameRows, countRows, type Written } from './written-rows.js';

const LINES = numberFrom('BENCH_BATCH_LINES', 100_000);
const ROUNDS = numberFrom('BENCH_BATCH_ROUNDS', 3);
const WARM_UP = 2_000;
/** How long the mails that stood back are watched going out. */
const DRAIN_MS = 15_000;

/** Lines per second from the submitted file to the last outcome, against plain SQL. */
export function benchBatch(): Promise<Result[]> {
  return onEachQueue('batch', ({ label, environment }) => bench(`batch on ${label}`, environment));
}

interface Sides {
  name: string;
  pool: pg.Pool;
  key: Key;
  /** Starts the application anew: while the reference runs it is away, its sweeps and mails with it. */
  start(): Promise<AppProcess>;
}

async function bench(name: string, queue: Record<string, string>): Promise<Result> {
  return withBenchDatabase(async (database: BenchDatabase) => {
    const key = await createKey(database, ['batches:read', 'batches:write']);
    const pool = new pg.Pool({ connectionString: database.url, max: CONNECTIONS + 1 });
    const start = (): Promise<AppProcess> =>
      AppProcess.start({ DATABASE_URL: database.url, ...queue });
    try {
      return await compare({ name, pool, key, start });
    } finally {
      await pool.end();
    }
  });
}

interface Run {
  rate: number;
  mailsPerSecond: number;
  peakRssMb: number;
  appCpuSeconds: number;
}

async function compare({ name, pool, key, start }: Sides): Promise<Result> {
  const lots = await seed(name, pool);
  const take = (): BatchLot => lots.shift() ?? lotOf([]);
  const warmUp = take();
  await byUs({ name, pool, key, start }, warmUp, 0);
  const reference = new BatchReference(pool, await examplesOf(pool, warmUp), key);
  await byHand(reference, take());
  const rounds: { ours: number; reference: number }[] = [];
  const runs: Run[] = [];
  let [oursWrote, referenceWrote]: [Written, Written] = [{}, {}];
  for (let round = 1; round <= ROUNDS; round++) {
    await settleDatabase(pool);
    const begun = await countRows(pool);
    const run = await byUs({ name, pool, key, start }, take(), DRAIN_MS);
    runs.push(run);
    await settleDatabase(pool);
    const middle = await countRows(pool);
    const byHandRate = await byHand(reference, take());
    oursWrote = addWritten(oursWrote, begun, middle);
    referenceWrote = addWritten(referenceWrote, middle, await countRows(pool));
    rounds.push({ ours: run.rate, reference: byHandRate });
    const rates = `ours ${Math.round(run.rate)}, reference ${Math.round(byHandRate)} lines/s`;
    say(`${name}: round ${round} of ${ROUNDS}: ${rates}; then ${run.mailsPerSecond} mails/s`);
  }
  assertSameRows(oursWrote, referenceWrote);
  return {
    name,
    ...summarise(rounds),
    unit: 'lines/s',
    peakRssMb: Math.max(...runs.map(({ peakRssMb }) => peakRssMb)),
    lines: LINES,
    referenceConnections: CONNECTIONS,
    mailsPerSecondWhileDraining: Math.round(
      runs.reduce((sum, { mailsPerSecond }) => sum + mailsPerSecond, 0) / runs.length,
    ),
    appCpuMsPerLine: rounded(
      (runs.reduce((sum, { appCpuSeconds }) => sum + appCpuSeconds, 0) * 1000) / (ROUNDS * LINES),
    ),
    wrote: oursWrote,
  };
}

/** Runs the file through the application; then its mails are watched for `drainMs`, and put off. */
async function byUs({ pool, key, start }: Sides, lot: BatchLot, drainMs: number): Promise<Run> {
  const app = await start();
  try {
    const caller = new BatchCaller(app.url, key.key);
    const cpuBefore = app.cpuSeconds();
    const begun = performance.now();
    const id = await caller.submit(lot.csv);
    await caller.done(id);
    const rate = (lot.rows.length * 1000) / (performance.now() - begun);
    const appCpuSeconds = app.cpuSeconds() - cpuBefore;
    const mailsPerSecond = drainMs > 0 ? await mailRate(pool, drainMs) : 0;
    return { rate, mailsPerSecond, peakRssMb: app.peakRssMb(), appCpuSeconds };
  } finally {
    await app.stop();
    await putOff(pool);
  }
}

/** Lines per second. */
async function byHand(reference: BatchReference, lot: BatchLot): Promise<number> {
  const begun = performance.now();
  await reference.run(lot);
  return (lot.rows.length * 1000) / (performance.now() - begun);
}

async function seed(name: string, pool: pg.Pool): Promise<BatchLot[]> {
  const counts = [WARM_UP, WARM_UP, ...Array.from({ length: 2 * ROUNDS }, () => LINES)];
  const lots: BatchLot[] = [];
  for (const count of counts) {
    say(`${name}: seeding ${count} subscriptions`);
    lots.push(lotOf(await seedContracts(pool, { count, kinds: MIX, requested: false })));
  }
  return lots;
}

async function examplesOf(pool: pg.Pool, lot: BatchLot): Promise<Map<string, SolvedExample>> {
  const examples = new Map<string, SolvedExample>();
  for (const { kind, subscriptionId } of lot.rows) {
    if (examples.has(kind)) continue;
    const { rows } = await pool.query<{ id: string; codes: string[] | null }>(
      `select l.cancellation_id as id, l.codes from batch_line l where l.subscription_id = $1`,
      [subscriptionId],
    );
    const example = await readExample(pool, rows[0]?.id ?? '');
    examples.set(kind, Object.assign(example, { codes: rows[0]?.codes ?? null }));
  }
  return examples;
}

/** Mails per second, from the moment that the first has gone. */
async function mailRate(pool: pg.Pool, forMs: number): Promise<number> {
  const gone = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from notification where state = 'kept'`,
    );
    return rows[0]?.n ?? 0;
  };
  const before = await gone();
  const deadline = performance.now() + 60_000;
  while ((await gone()) === before && performance.now() < deadline) await sleep(100);
  const [begun, first] = [performance.now(), await gone()];
  await sleep(forMs);
  return Math.round((((await gone()) - first) * 1000) / (performance.now() - begun));
}
