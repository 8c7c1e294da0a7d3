import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { linesDone, lineStates, seedBigFile } from '../faults/support/big-batch.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { TestClock } from '../support/test-clock.js';
import { waitFor } from '../support/wait-for.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

const BIG = 50_000;
const SMALL = 1_500;
/** Lines that may be done before a single cancellation that comes now: far less than all. */
const HEAD_START = 5_000;

describeOnBackends('a big batch and those who come after it', (backend) => {
  let desk: Desk;
  let api: BatchApi;
  beforeEach(async () => {
    desk = await startDesk({ backend, clock: new TestClock(new Date()) });
    api = await batchClient(desk);
  });
  afterEach(() => desk?.stop());

  it('lets single cancellations and a small batch pass, and stays whole', async () => {
    const [big, small] = [
      await seedBigFile(desk.database.url, BIG),
      await seedBigFile(desk.database.url, SMALL),
    ];
    const singles: string[] = [];
    for (let n = 0; n < 5; n++) singles.push((await makeSubscription(desk.sql)).id);
    const { body: bigOne } = await api.submit(big.csv);
    await waitFor(async () => (await linesDone(desk.sql, bigOne.id)) > 0, 120_000);
    const caller = apiClient(desk, (await desk.createKey()).key);

    // Each is decided while the caller waits; a place behind the batch would be minutes away.
    const through: number[] = [];
    for (const id of singles) {
      const before = await linesDone(desk.sql, bigOne.id);
      const { body } = await cancel(caller, id);
      expect(body['state']).not.toBe('requested');
      through.push((await linesDone(desk.sql, bigOne.id)) - before);
    }
    expect((await api.get(bigOne.id)).state).toBe('running');
    // Of the batch no more than some sets went before any of them.
    expect(Math.max(...through)).toBeLessThan(HEAD_START);

    const { body: smallOne } = await api.submit(small.csv);
    await api.reach(smallOne.id, 'done', 120_000);
    expect((await api.get(bigOne.id)).state).toBe('running');
    expect(await lineStates(desk.sql, smallOne.id)).toEqual(small.outcomes);
    await api.act(bigOne.id, 'abort');
    const states = await lineStates(desk.sql, bigOne.id);
    const [aside] = await desk.sql<{ n: number }>(
      `select count(*) as n from batch_line l join cancellation c on c.id = l.cancellation_id
        where l.batch_id = $1 and c.state <> l.state`,
      [bigOne.id],
    );
    expect(aside?.n).toBe(0);
    expect(states['valid']).toBeGreaterThan(0);
  }, 300_000);
});
