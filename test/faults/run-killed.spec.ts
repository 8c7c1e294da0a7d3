import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StartRun } from '../../src/runs/start-run.js';
import type { Actor } from '../../src/shared/actor.js';
import { makeStaff } from '../factories/staff.js';
import { fillReviewQueue } from '../scenarios/support/review-queue.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { TestClock } from '../support/test-clock.js';
import { waitFor } from '../support/wait-for.js';
import { build, DeskProcess } from './support/desk-process.js';

const ROWS = 400;
const KILLS = 3;

describeOnBackends('a worker that is killed in the middle of a run', (backend) => {
  let database: TestDatabase;
  let desk: Desk;
  let worker: DeskProcess | undefined;

  beforeAll(build);
  beforeAll(async () => {
    database = await createTestDatabase();
    await backend.empty();
    // The worker's clock is the real one, so the other process begins with it.
    const clock = new TestClock(new Date());
    desk = await startDesk({ backend, database, clock, env: { ROLES: 'api' } });
  });
  afterAll(async () => {
    await worker?.stop();
    await desk?.stop();
    await database?.drop();
  });

  const startWorker = async (): Promise<DeskProcess> => {
    worker = new DeskProcess({
      ROLES: 'worker',
      DEMO: '0',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: database.url,
      SIGNING_KEY: 'a signing key for tests, of 40 characters',
      ...(backend.redisUrl() === undefined ? {} : { REDIS_URL: backend.redisUrl() as string }),
    });
    await worker.ready();
    return worker;
  };

  it('repeats nothing and leaves nothing out', async () => {
    let running = await startWorker();
    const ids = (await fillReviewQueue(desk, ROWS)).slice(0, 1_000);
    const supervisor: Actor = {
      ...{ type: 'staff', id: (await makeStaff(desk.sql, { role: 'supervisor' })).id },
      ...{ name: 'Order support', role: 'supervisor' },
    };
    const id = await desk.app
      .get(StartRun, { strict: false })
      .run({ kind: 'approve', filter: { ids }, content: {} }, supervisor);
    const marked = async (): Promise<number> =>
      (
        await desk.sql<{ n: number }>(
          `select count(*) as n from run_row where run_id = $1 and state <> 'waiting'`,
          [id],
        )
      )[0]?.n ?? 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await marked();
      await waitFor(async () => (await marked()) > before + 10, 60_000);
      await running.signal('SIGKILL');
      expect(await marked()).toBeLessThan(ids.length);
      running = await startWorker();
    }
    await desk.waitFor(`select 1 from run where state = 'running' and id = $1`, [id]);
    await waitFor(
      async () => (await desk.sql(`select 1 from run where state = 'done' and id = $1`, [id]))[0],
      60_000,
    );
    const [run] = await desk.sql<{ done: number; proposed: number; refused: number }>(
      'select done, proposed, refused from run where id = $1',
      [id],
    );
    const { done = 0, proposed = 0, refused } = run ?? {};
    // Refunds over the limit of one person wait for a second one, as they would one by one.
    expect([done + proposed, refused]).toEqual([ids.length, 0]);
    const countActs = async (actions: string[]): Promise<unknown> =>
      (
        await desk.sql(
          `select count(*) as n, count(distinct cancellation_id) as cancellations from audit_entry
            where action = any($1) and cancellation_id = any($2)`,
          [actions, ids],
        )
      )[0];
    const once = (n: number): object => ({ n, cancellations: n });
    expect(await countActs(['cancellation.reviewed'])).toEqual(once(done));
    expect(await countActs(['cancellation.proposed'])).toEqual(once(proposed));
    // What was decided when a worker died is carried out by the sweep.
    await waitFor(
      async () =>
        (
          await desk.sql(
            `select 1 from cancellation
              where id = any($1) and state = 'in_review' and proposal is null limit 1`,
            [ids],
          )
        ).length === 0,
      60_000,
    );
    expect(await countActs(['subscription.ended', 'subscription.ending'])).toEqual(once(done));
    expect(
      await desk.sql(
        `select r.cancellation_id from refund r group by r.cancellation_id, r.payment_id having count(*) > 1`,
      ),
    ).toEqual([]);
  }, 240_000);
});
