import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { seedContracts, type Case } from '../bench/seed.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { TestClock } from '../support/test-clock.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

/** Some chunks, so that both batches are in the middle of theirs at the same time. */
const LINES = 2_400;
/** One of so many ends at once, with a refund; the others end with their period. */
const COMPLETED_OF = 4;

describeOnBackends('two batches that run at once over the same subscriptions', (backend) => {
  let desk: Desk;
  let api: BatchApi;

  beforeEach(async () => {
    desk = await startDesk({ backend, clock: new TestClock(new Date()) });
    api = await batchClient(desk);
  });
  afterEach(() => desk?.stop());

  it('cancel each of them once; the line that came second says so', async () => {
    const lines = await seedLines(desk.database.url);
    const [one, two] = await Promise.all([
      api.submit(fileOf(lines)),
      api.submit(fileOf(lines.toReversed())),
    ]);
    const done = [
      await api.reach(one.body.id, 'done', 50_000),
      await api.reach(two.body.id, 'done', 50_000),
    ];
    const sum = (state: 'completed' | 'scheduled' | 'rejected' | 'failed'): number =>
      done.reduce((total, { counts }) => total + counts[state], 0);
    expect({
      completed: sum('completed'),
      scheduled: sum('scheduled'),
      rejected: sum('rejected'),
      failed: sum('failed'),
    }).toEqual({
      completed: LINES / COMPLETED_OF,
      scheduled: LINES - LINES / COMPLETED_OF,
      rejected: LINES,
      failed: 0,
    });
    // Whoever declares in the moment in which the other batch ends it is refused by the policy instead.
    const effects = await desk.sql(
      `select count(*) filter (where state in ('completed', 'scheduled')) as cancelled,
              count(distinct subscription_id) filter (where state in ('completed', 'scheduled')) as subscriptions,
              count(*) filter (where state not in ('completed', 'scheduled', 'rejected')) as others,
              (select count(*) from refund) as refunds,
              (select count(distinct cancellation_id) from refund) as refunded
         from cancellation`,
    );
    const refunds = LINES / COMPLETED_OF;
    expect(effects).toEqual([
      { cancelled: LINES, subscriptions: LINES, others: 0, refunds, refunded: refunds },
    ]);
    const codes = await desk.sql<{ code: string }>(
      `select distinct codes[1] as code from batch_line where state = 'rejected'`,
    );
    for (const { code } of codes)
      expect(['already_requested', 'already_cancelled']).toContain(code);
  });
});

async function seedLines(url: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    const kinds = Array.from({ length: COMPLETED_OF }, (_, n): Case =>
      n === 0 ? 'complete' : 'schedule',
    );
    const seeded = await seedContracts(pool, { count: LINES, kinds, requested: false });
    return seeded.map(
      ({ kind, subscriptionId }) =>
        `${subscriptionId},unused,${kind === 'complete' ? 'immediate' : ''}\n`,
    );
  } finally {
    await pool.end();
  }
}

function fileOf(lines: readonly string[]): string {
  return `subscription_id,reason_code,effective\n${lines.join('')}`;
}
