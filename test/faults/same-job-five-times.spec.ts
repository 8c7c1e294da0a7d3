import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ApplyCancellations } from '../../src/cancellations/apply-cancellations.js';
import { JobQueues } from '../../src/queue/job-queues.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import {
  countEffects,
  declareWithdrawals,
  dump,
  freshSubscription,
  once,
  settled,
} from './support/withdrawals.js';

const FIVE = [1, 2, 3, 4, 5];

describeOnBackends('the same job five times', (backend) => {
  let desk: Desk;
  let bystander: string;
  let untouched: string;
  beforeEach(async () => {
    desk = await startDesk({ backend, env: { ROLES: 'api' } });
    bystander = await freshSubscription(desk);
    untouched = await dump(desk.sql, [bystander]);
  });
  afterEach(async () => {
    expect(await dump(desk.sql, [bystander])).toBe(untouched);
    await desk.stop();
  });

  const apply = (ids: string[]): Promise<void> =>
    desk.app.get(ApplyCancellations, { strict: false }).run(ids);

  /** Nothing is paid and sent here: there is no worker. */
  const carriedOut = {
    ...once,
    refunds: 'pending',
    booked: 0,
    mails: 'completed pending,received pending',
  };

  it('one after the other changes nothing after the first', async () => {
    const { ids } = await declareWithdrawals(desk, 20);
    await apply(ids);
    const first = await desk.snapshot();
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...carriedOut, cancellations: 20 }]);
    for (const _ of FIVE) await apply(ids);
    await apply([...ids].reverse());
    for (const id of ids.slice(0, 5)) await apply([id, id]);
    expect(await desk.snapshot()).toEqual(first);
  });

  it('all at once, in any order and in parts, is done once', async () => {
    const { ids } = await declareWithdrawals(desk, 20);
    const orders = [ids, [...ids].reverse(), ids.slice(10), ids.slice(0, 15), [...ids, ...ids]];
    await Promise.all(orders.map(apply));
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...carriedOut, cancellations: 20 }]);
    const first = await desk.snapshot();
    await Promise.all(orders.map(apply));
    expect(await desk.snapshot()).toEqual(first);
  });

  it('through the queue and its workers, mails and refunds too', async () => {
    const { ids } = await declareWithdrawals(desk, 20);
    const worker = await startDesk({
      backend,
      database: desk.database,
      clock: desk.clock,
      env: { ROLES: 'worker' },
    });
    try {
      const queues = worker.app.get(JobQueues, { strict: false });
      const send = async (name: 'cancellations' | 'notifications' | 'refunds', of: string[]) =>
        queues.use(name, 5_000, (queue) =>
          queue.addBulk(FIVE.map(() => ({ name, data: { ids: of } }))),
        );
      const empty = (name: 'cancellations' | 'notifications' | 'refunds'): Promise<boolean> =>
        queues.use(name, 5_000, async (queue) => {
          const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
          return Object.values(counts).every((count) => count === 0);
        });
      const idsOf = async (table: string): Promise<string[]> =>
        (await desk.sql<{ id: string }>(`select id from ${table}`)).map(({ id }) => id);
      await send('cancellations', ids);
      await desk.waitFor(() => settled(desk.sql, ids));
      await send('refunds', await idsOf('refund'));
      await send('notifications', await idsOf('notification'));
      const drained = async (): Promise<boolean> =>
        (await empty('cancellations')) && (await empty('refunds')) && empty('notifications');
      await desk.waitFor(drained);
      await desk.waitFor(() => settled(desk.sql, ids));
      expect(await countEffects(desk.sql, ids)).toEqual([{ ...once, cancellations: 20 }]);
      const first = await desk.snapshot();
      await send('cancellations', ids);
      await send('refunds', await idsOf('refund'));
      await send('notifications', await idsOf('notification'));
      await desk.waitFor(drained);
      expect(await desk.snapshot()).toEqual(first);
    } finally {
      await worker.stop();
    }
  });
});
