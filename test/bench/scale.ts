import pg from 'pg';
import { ApplyProcess } from './apply-process.js';
import { ApplyReference, type SolvedId } from './apply-reference.js';
import { MIX } from './batch-lots.js';
import { withBenchDatabase } from './bench-database.js';
import { numberFrom, rounded, say, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';
import { readExample, type SolvedExample } from './solved-example.js';

const MOST = numberFrom('BENCH_SCALE_MOST', 5_000_000);
const SIZES = [10_000, 100_000, 1_000_000, 5_000_000].filter((size) => size <= MOST);
/** Of each size so many are cancelled by us and as many by hand, in sets of `SET`. */
const CANCELLED = numberFrom('BENCH_SCALE_ROWS', 4_000);
const SET = 500;
const PARTS = 20;
/** One transaction seeds no more. */
const STEP = 100_000;

interface Point {
  subscriptions: number;
  rowsPerSecond: number;
  referencePerSecond: number;
  microsecondsPerCancellation: number;
}

/** What one cancellation costs as the tables grow; those cancelled lie spread over the whole table. */
export async function benchScale(): Promise<Result[]> {
  return withBenchDatabase(async ({ url }) => {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const apply = new ApplyProcess(url);
    try {
      return [await measure(pool, apply)];
    } finally {
      await apply.stop();
      await pool.end();
    }
  });
}

async function measure(pool: pg.Pool, apply: ApplyProcess): Promise<Result> {
  const warmUp = await seedRequested(pool, 2 * SET);
  await byUs(apply, warmUp);
  const reference = new ApplyReference(pool, await examplesOf(pool, warmUp));
  await byHand(reference, await seedRequested(pool, 2 * SET));
  const points: Point[] = [];
  let seeded = 4 * SET;
  for (const size of SIZES) {
    const requested = await grow(pool, size - seeded);
    seeded = size;
    await settleDatabase(pool);
    // Every second one, so that both sides find theirs all over the table.
    const ours = await byUs(apply, everySecond(requested, 0));
    const hand = await byHand(reference, everySecond(requested, 1));
    points.push({
      subscriptions: size,
      rowsPerSecond: Math.round(ours),
      referencePerSecond: Math.round(hand),
      microsecondsPerCancellation: Math.round(1_000_000 / ours),
    });
    const rates = `ours ${Math.round(ours)}, reference ${Math.round(hand)} rows/s`;
    say(`scale: ${size} subscriptions: ${rates}`);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new Error('There is no size to measure.');
  return {
    name: 'scale',
    ratio: rounded(last.rowsPerSecond / first.rowsPerSecond),
    ours: last.rowsPerSecond,
    reference: first.rowsPerSecond,
    unit: 'rows/s',
    rounds: points.map(({ rowsPerSecond }) => ({
      ours: rowsPerSecond,
      reference: first.rowsPerSecond,
      ratio: rounded(rowsPerSecond / first.rowsPerSecond),
    })),
    peakRssMb: apply.peakRssMb,
    meaning: `ours at ${last.subscriptions} subscriptions against ours at ${first.subscriptions}`,
    points,
  };
}

/** Adds so many subscriptions; answers the cancellations that are requested among them. */
async function grow(pool: pg.Pool, more: number): Promise<SolvedId[]> {
  say(`scale: seeding ${more} subscriptions`);
  const requested: SolvedId[] = [];
  const part = Math.ceil((2 * CANCELLED) / PARTS);
  const between = Math.max(0, Math.floor((more - part * PARTS) / PARTS));
  for (let n = 0; n < PARTS; n++) {
    requested.push(...(await seedRequested(pool, part)));
    for (let left = between; left > 0; left -= STEP) {
      await seedContracts(pool, { count: Math.min(left, STEP), kinds: MIX, requested: false });
    }
  }
  return requested;
}

async function seedRequested(pool: pg.Pool, count: number): Promise<SolvedId[]> {
  const seeded = await seedContracts(pool, { count, kinds: MIX, requested: true });
  return seeded.flatMap(({ cancellationId: id, kind }) => (id === null ? [] : [{ id, kind }]));
}

const everySecond = (all: readonly SolvedId[], first: number): SolvedId[] =>
  all.filter((_one, n) => n % 2 === first);

function setsOf(all: readonly SolvedId[]): SolvedId[][] {
  const count = Math.ceil(all.length / SET);
  return Array.from({ length: count }, (_, n) => all.slice(n * SET, (n + 1) * SET));
}

/** Rows per second. */
async function byUs(apply: ApplyProcess, all: readonly SolvedId[]): Promise<number> {
  const milliseconds = await apply.run(setsOf(all).map((set) => set.map(({ id }) => id)));
  return (all.length * 1000) / milliseconds;
}

/** Rows per second. */
async function byHand(reference: ApplyReference, all: readonly SolvedId[]): Promise<number> {
  const begun = performance.now();
  for (const set of setsOf(all)) await reference.run(set);
  return (all.length * 1000) / (performance.now() - begun);
}

async function examplesOf(
  pool: pg.Pool,
  solved: readonly SolvedId[],
): Promise<Map<string, SolvedExample>> {
  const examples = new Map<string, SolvedExample>();
  for (const { id, kind } of solved) {
    if (!examples.has(kind)) examples.set(kind, await readExample(pool, id));
  }
  return examples;
}
