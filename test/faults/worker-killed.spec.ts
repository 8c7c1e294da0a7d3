import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SweepRefunds } from '../../src/billing/sweep-refunds.js';
import { SweepCancellations } from '../../src/cancellations/sweep-cancellations.js';
import { SweepNotifications } from '../../src/notifications/sweep-notifications.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { TestClock } from '../support/test-clock.js';
import { waitFor } from '../support/wait-for.js';
import { build, DeskProcess } from './support/desk-process.js';
import { Stall } from './support/stall.js';
import {
  countEffects,
  declareWithdrawals,
  dump,
  freshSubscription,
  once,
  settled,
} from './support/withdrawals.js';

/** What carrying out a cancellation writes, mails apart: the received ones leave meanwhile. */
const written = ['cancellation', 'decision', 'subscription', 'refund', 'credit_note', 'payment'];

describeOnBackends('a worker that is killed in the middle of a set', (backend) => {
  let database: TestDatabase;
  let api: Desk;
  let worker: DeskProcess | undefined;
  const clock = new TestClock(new Date());

  beforeAll(build);
  beforeEach(async () => {
    database = await createTestDatabase();
    await backend.empty();
    // The worker's clock is the real one, so the other processes' begin with it.
    clock.set(new Date());
    api = await startDesk({ backend, database, clock, env: { ROLES: 'api' } });
  });
  afterEach(async () => {
    await worker?.stop();
    await api?.stop();
    await database?.drop();
  });
  afterAll(async () => worker?.stop());

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

  it('loses nothing and doubles nothing; the next worker does all of it', async () => {
    const bystander = await freshSubscription(api);
    const untouched = await dump(api.sql, [bystander]);
    const stall = new Stall(api.sql);
    await stall.begin();
    const { ids } = await declareWithdrawals(api, 300);
    const before = await api.snapshot(written);
    const first = await startWorker();
    const held = await stall.held();
    expect(await first.signal('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await stall.end();
    await stall.gone(held);
    expect(await api.snapshot(written)).toEqual(before);

    // Past the leases that the dead one held on mails.
    clock.advance({ minutes: 10 });
    const second = await startDesk({ backend, database, clock, env: { ROLES: 'worker' } });
    try {
      await second.app.get(SweepCancellations, { strict: false }).run();
      await waitFor(async () => {
        await second.app.get(SweepNotifications, { strict: false }).run();
        await second.app.get(SweepRefunds, { strict: false }).run();
        clock.advance({ seconds: 15 });
        return settled(api.sql, ids);
      }, 60_000);
    } finally {
      await second.stop();
    }
    expect(await countEffects(api.sql, ids)).toEqual([{ ...once, cancellations: 300 }]);
    expect(await dump(api.sql, [bystander])).toBe(untouched);
  });

  it('as long as its transaction hangs, nobody else does the set; then it is done once', async () => {
    const stall = new Stall(api.sql);
    await stall.begin();
    const { ids } = await declareWithdrawals(api, 20);
    const first = await startWorker();
    const held = await stall.held();
    await first.signal('SIGKILL');
    clock.advance({ minutes: 10 });
    // The server still believes in the dead one: a sweep waits behind its locks.
    const sweep = api.app.get(SweepCancellations, { strict: false }).run();
    await api.waitFor(
      `select 1 as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query ilike '%for no key update of c, s%'`,
    );
    await stall.end();
    await Promise.all([sweep, stall.gone(held)]);
    const states = await api.sql(
      `select c.state, c.attempts, count(distinct c.id)::int as cancellations, count(d.id)::int as decisions
         from cancellation c left join decision d on d.cancellation_id = c.id
        where c.id = any($1::uuid[]) group by 1, 2`,
      [ids],
    );
    expect(states).toEqual([{ state: 'completed', attempts: 0, cancellations: 20, decisions: 20 }]);
  });
});
