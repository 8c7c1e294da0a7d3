import pg from 'pg';
import { SET_SIZE } from '../../src/queue/queues.js';
import { ApplyProcess } from './apply-process.js';
import { ApplyReference } from './apply-reference.js';
import { MIX } from './batch-lots.js';
import { withBenchDatabase } from './bench-database.js';
import { say, summarise, type Result } from './report.js';
import { seedContracts, settleDatabase, type Case, type Seeded } from './seed.js';
import { readExample, type SolvedExample } from './solved-example.js';
import { addWritten, assertSameRows, countRows, type Written } from './written-rows.js';

const ROUNDS = 7;
const SETS = 10;
const WARM_UP_SETS = 6;

interface Job {
  id: string;
  kind: Case;
}

/** Rows per second of ApplyCancellations in full sets, one set after the other, against plain SQL. */
export async function benchApply(): Promise<Result[]> {
  return withBenchDatabase(async ({ url }) => {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const ours = new ApplyProcess(url);
    try {
      return [await compare(pool, ours)];
    } finally {
      await ours.stop();
      await pool.end();
    }
  });
}

async function compare(pool: pg.Pool, apply: ApplyProcess): Promise<Result> {
  const sets = await seed(pool, 2 * (WARM_UP_SETS + ROUNDS * SETS));
  const take = (count: number): Job[][] => sets.splice(0, count);
  const warmUp = take(WARM_UP_SETS);
  await byUs(apply, warmUp);
  const reference = new ApplyReference(pool, await examplesOf(pool, warmUp.flat()));
  await byHand(reference, take(WARM_UP_SETS));
  await settleDatabase(pool);
  const rounds: { ours: number; reference: number }[] = [];
  let [oursWrote, referenceWrote]: [Written, Written] = [{}, {}];
  for (let round = 1; round <= ROUNDS; round++) {
    const start = await countRows(pool);
    const oursRate = await byUs(apply, take(SETS));
    const middle = await countRows(pool);
    const referenceRate = await byHand(reference, take(SETS));
    const end = await countRows(pool);
    oursWrote = addWritten(oursWrote, start, middle);
    referenceWrote = addWritten(referenceWrote, middle, end);
    rounds.push({ ours: oursRate, reference: referenceRate });
    const rates = `ours ${Math.round(oursRate)}, reference ${Math.round(referenceRate)} rows/s`;
    say(`apply: round ${round} of ${ROUNDS}: ${rates}`);
  }
  assertSameRows(oursWrote, referenceWrote);
  return {
    name: 'apply',
    ...summarise(rounds),
    unit: 'rows/s',
    peakRssMb: apply.peakRssMb,
    setSize: SET_SIZE,
    rowsPerRound: SETS * SET_SIZE,
    wrote: oursWrote,
  };
}

/** Rows per second. */
async function byUs(apply: ApplyProcess, sets: Job[][]): Promise<number> {
  const milliseconds = await apply.run(sets.map((set) => set.map(({ id }) => id)));
  return (sets.flat().length * 1000) / milliseconds;
}

/** Rows per second. */
async function byHand(reference: ApplyReference, sets: Job[][]): Promise<number> {
  const begun = performance.now();
  for (const set of sets) await reference.run(set);
  return (sets.flat().length * 1000) / (performance.now() - begun);
}

async function seed(pool: pg.Pool, sets: number): Promise<Job[][]> {
  say(`apply: seeding ${sets * SET_SIZE} requested cancellations`);
  const wish = { count: sets * SET_SIZE, kinds: MIX, requested: true };
  const jobs = (await seedContracts(pool, wish)).map(jobOf);
  await settleDatabase(pool);
  return Array.from({ length: sets }, (_, n) => jobs.slice(n * SET_SIZE, (n + 1) * SET_SIZE));
}

function jobOf({ kind, cancellationId }: Seeded): Job {
  if (cancellationId === null) throw new Error('The seeded contract has no cancellation.');
  return { id: cancellationId, kind };
}

async function examplesOf(pool: pg.Pool, solved: Job[]): Promise<Map<string, SolvedExample>> {
  const examples = new Map<string, SolvedExample>();
  for (const { id, kind } of solved) {
    if (!examples.has(kind)) examples.set(kind, await readExample(pool, id));
  }
  return examples;
}
