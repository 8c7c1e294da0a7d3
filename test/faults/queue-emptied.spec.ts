import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { waitFor } from '../support/wait-for.js';
import { Stall } from './support/stall.js';
import {
  countEffects,
  declareWithdrawals,
  dump,
  freshSubscription,
  once,
  settled,
} from './support/withdrawals.js';

describeOnBackends('a queue that is emptied in mid-work', (backend) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk({ backend });
  });
  afterEach(async () => desk?.stop());

  const emptyQueue = async (): Promise<void> => {
    if (backend.name === 'redis') await backend.empty();
    else await desk.sql('delete from bullmq.job');
  };

  it('loses nothing: what was in hand and what waited is done once', async () => {
    const bystander = await freshSubscription(desk);
    const untouched = await dump(desk.sql, [bystander]);
    const stall = new Stall(desk.sql);
    await stall.begin();
    // Two sets are in hand at once, so the third waits in the queue.
    const sets = [];
    for (const inHand of [1, 2, 2]) {
      sets.push((await declareWithdrawals(desk, 5)).ids);
      await stall.held(inHand);
    }
    await emptyQueue();
    await stall.end();
    const ids = sets.flat();
    const states = await desk.sql<{ n: number }>(
      `select count(*)::int as n from cancellation where state = 'requested' and id = any($1::uuid[])`,
      [sets[2]],
    );
    expect(states).toEqual([{ n: 5 }]);
    // The clock of the queue finds that its own jobs are gone, and sweeps.
    await waitFor(() => {
      desk.clock.advance({ seconds: 1 });
      return settled(desk.sql, ids);
    }, 45_000);
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...once, cancellations: 15 }]);
    expect(await dump(desk.sql, [bystander])).toBe(untouched);
  }, 90_000);
});
