import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apiClient, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { redisProgram, reserveRedis, type RedisServer } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';
import { countEffects, dump, freshSubscription, once, settled } from './support/withdrawals.js';

/** The clock's schedules are looked after each 10 s, and its sweeps run each 10 s. */
const SWEPT_MS = 40_000;

// It ends a Redis of its own; without the program `npm test` counts it as left out.
(redisProgram() === null ? describe.skip : describe)('while Redis is away', () => {
  let redis: RedisServer;
  let desk: Desk;
  let api: Api;
  let bystander: string;
  let untouched: string;
  let declared: string[];

  beforeEach(async () => {
    redis = await reserveRedis();
    declared = [];
  });
  afterEach(async () => {
    await desk?.stop();
    await redis.stop();
  });

  const startHere = async (): Promise<void> => {
    const backend = { name: 'redis', redisUrl: () => redis.url, empty: async () => {} } as const;
    desk = await startDesk({ backend, redisUrl: redis.url });
    api = apiClient(desk, (await desk.createKey()).key);
    bystander = await freshSubscription(desk);
    untouched = await dump(desk.sql, [bystander]);
  };

  /** Declares a withdrawal through the API, which answers in time and with a row. */
  const declareInTime = async (): Promise<string> => {
    const subscriptionId = await freshSubscription(desk);
    const begun = performance.now();
    const answer = await api('POST', '/v1/cancellations', {
      body: { subscriptionId, kind: 'withdrawal', reason: { code: 'unused' } },
    });
    const ms = performance.now() - begun;
    expect(answer).toMatchObject({ status: 202, body: { subscriptionId } });
    expect(ms).toBeLessThan(2_000);
    const id = answer.body['id'] as string;
    declared.push(id);
    return id;
  };

  const states = (): Promise<unknown[]> =>
    desk.sql('select distinct state, attempts from cancellation where id = any($1::uuid[])', [
      declared,
    ]);
  const waiting = [{ state: 'requested', attempts: 0 }];

  /** Three after one another and five at once, none of which finds a queue. */
  const declareWithoutQueue = async (): Promise<void> => {
    for (let n = 0; n < 3; n++) await declareInTime();
    await Promise.all([1, 2, 3, 4, 5].map(declareInTime));
    expect(await states()).toEqual(waiting);
  };

  /** The clock of the queue carries on by itself, and new work travels as ever. */
  const expectCarriedOn = async (): Promise<void> => {
    await waitFor(() => {
      desk.clock.advance({ seconds: 1 });
      return settled(desk.sql, declared);
    }, SWEPT_MS);
    await waitFor(async () => {
      const id = await declareInTime();
      return desk.waitFor(
        `select 1 as done from cancellation where id = $1 and state = 'completed'`,
        [id],
      );
    });
    await waitFor(() => {
      desk.clock.advance({ seconds: 1 });
      return settled(desk.sql, declared);
    }, SWEPT_MS);
    const all = [{ ...once, cancellations: declared.length }];
    expect(await countEffects(desk.sql, declared)).toEqual(all);
    expect(await dump(desk.sql, [bystander])).toBe(untouched);
  };

  it('from the start', async () => {
    await startHere();
    await declareWithoutQueue();
    await redis.start();
    await expectCarriedOn();
  }, 120_000);

  it('since it was killed', async () => {
    await redis.start();
    await startHere();
    const first = await declareInTime();
    await desk.waitFor(() => settled(desk.sql, [first]));
    declared = [];
    await redis.kill9();
    await declareWithoutQueue();
    await redis.start();
    await expectCarriedOn();
  }, 120_000);

  it('since it froze', async () => {
    await redis.start();
    await startHere();
    const first = await declareInTime();
    await desk.waitFor(() => settled(desk.sql, [first]));
    declared = [];
    redis.freeze();
    await declareWithoutQueue();
    redis.thaw();
    await expectCarriedOn();
  }, 120_000);
});
