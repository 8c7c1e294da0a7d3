import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AFTERWARDS, ApiReference } from './api-reference.js';
import { AppProcess } from './app-process.js';
import { withBenchDatabase } from './bench-database.js';
import { createKey, type Key } from './bench-key.js';
import { ApiCaller, CALLERS, inParallel } from './callers.js';
import { onEachQueue } from './on-queues.js';
import { rounded, say, summarise, type Result } from './report.js';
import { seedContracts, settleDatabase } from './seed.js';
import { readExample } from './solved-example.js';
import { addWritten, assertSameRows, countRows, type Written } from './written-rows.js';

const ROUNDS = 5;
const PER_ROUND = 1_000;
const WARM_UP = 600;
/** For the mails of one round, however slow the machine. */
const DRAIN_MS = 300_000;

/** Cancellations per second from POST to `completed`, on each queue backend that is here. */
export function benchApi(): Promise<Result[]> {
  return onEachQueue('api', ({ label, environment }) => bench(`api on ${label}`, environment));
}

/** What both sides of a bench need. */
interface Sides {
  pool: pg.Pool;
  app: AppProcess;
  caller: ApiCaller;
  key: Key;
}

async function bench(name: string, queue: Record<string, string>): Promise<Result> {
  return withBenchDatabase(async (database) => {
    const key = await createKey(database, ['cancellations:read', 'cancellations:write']);
    const pool = new pg.Pool({ connectionString: database.url, max: CALLERS });
    const app = await AppProcess.start({ DATABASE_URL: database.url, ...queue });
    const caller = new ApiCaller(app.url, key.key);
    try {
      return await compare(name, { pool, app, caller, key });
    } finally {
      caller.close();
      await app.stop();
      await pool.end();
    }
  });
}

async function compare(name: string, { pool, app, caller, key }: Sides): Promise<Result> {
  const subscriptions = await seed(name, pool);
  const take = (count: number): string[] => subscriptions.splice(0, count);
  const cancel = async (id: string): Promise<void> => void (await caller.cancel(id));
  const example = await caller.cancel(take(1)[0] ?? '');
  await inParallel(take(WARM_UP - 1), cancel);
  await drain(pool);
  const reference = new ApiReference(pool, await readExample(pool, example), key);
  const byHand = (id: string): Promise<void> => reference.run(id);
  await inParallel(take(WARM_UP), byHand);
  await settleDatabase(pool);
  const rounds: { ours: number; reference: number }[] = [];
  const [mails, competing, cpu]: number[][] = [[], [], []];
  let [oursWrote, referenceWrote]: [Written, Written] = [{}, {}];
  for (let round = 1; round <= ROUNDS; round++) {
    const start = await countRows(pool);
    const [cpuBefore, mailsBefore] = [app.cpuSeconds(), await mailsGone(pool)];
    const ours = await inParallel(take(PER_ROUND), cancel);
    cpu?.push(app.cpuSeconds() - cpuBefore);
    competing?.push((await mailsGone(pool)) - mailsBefore);
    mails?.push(await drain(pool));
    const middle = await countRows(pool);
    const rate = await inParallel(take(PER_ROUND), byHand);
    oursWrote = addWritten(oursWrote, start, middle);
    referenceWrote = addWritten(referenceWrote, middle, await countRows(pool));
    rounds.push({ ours, reference: rate });
    const rates = `ours ${Math.round(ours)}, reference ${Math.round(rate)} cancellations/s`;
    say(`${name}: round ${round} of ${ROUNDS}: ${rates}; then ${mails?.at(-1)} mails/s`);
  }
  assertSameRows(oursWrote, referenceWrote);
  const sum = (values: number[] | undefined): number => (values ?? []).reduce((a, b) => a + b, 0);
  return {
    name,
    ...summarise(rounds),
    unit: 'cancellations/s',
    peakRssMb: app.peakRssMb(),
    callers: CALLERS,
    perRound: PER_ROUND,
    mailsPerSecondWhileDraining: Math.round(sum(mails) / ROUNDS),
    mailsDuringRounds: sum(competing),
    appCpuMsPerCancellation: rounded((sum(cpu) * 1000) / (ROUNDS * PER_ROUND)),
    wrote: oursWrote,
  };
}

async function seed(name: string, pool: pg.Pool): Promise<string[]> {
  const count = 2 * (WARM_UP + ROUNDS * PER_ROUND);
  say(`${name}: seeding ${count} subscriptions`);
  const seeded = await seedContracts(pool, { count, kinds: ['complete'], requested: false });
  await settleDatabase(pool);
  return seeded.map(({ subscriptionId }) => subscriptionId);
}

async function mailsGone(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from notification where state in ('kept', 'sent')`,
  );
  return rows[0]?.n ?? 0;
}

/** Waits until refunds are paid and mails have gone. Answers mails per second. */
async function drain(pool: pg.Pool): Promise<number> {
  const [begun, before] = [performance.now(), await mailsGone(pool)];
  while (performance.now() - begun < DRAIN_MS) {
    const { rows } = await pool.query<{ waits: boolean }>(
      `select exists (select 1 from notification where state = 'pending' and next_attempt_at < $1)
           or exists (select 1 from refund where state = 'pending' and next_attempt_at < $1) as waits`,
      [AFTERWARDS],
    );
    if (rows[0]?.waits === false) {
      const gone = (await mailsGone(pool)) - before;
      return Math.round((gone * 1000) / (performance.now() - begun));
    }
    await sleep(50);
  }
  throw new Error('The mails of a round did not drain.');
}
