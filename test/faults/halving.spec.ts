import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplyCancellations } from '../../src/cancellations/apply-cancellations.js';
import { RetryCancellation } from '../../src/cancellations/retry-cancellation.js';
import { SweepCancellations } from '../../src/cancellations/sweep-cancellations.js';
import { startDesk, type Desk } from '../support/app.js';
import { Stall } from './support/stall.js';
import { countEffects, declareWithdrawals, dump, once } from './support/withdrawals.js';

const agent = { type: 'staff', id: null, name: 'Order support', role: 'agent' } as const;
/** Nothing is paid and sent here: there is no worker. */
const carriedOut = {
  ...once,
  refunds: 'pending',
  booked: 0,
  mails: 'completed pending,received pending',
};

// Carried out by hand: the queue has no part in it, so it lies where it costs nothing.
describe('a set in which something fails', () => {
  let desk: Desk;
  beforeEach(async () => {
    const backend = { name: 'postgres', redisUrl: () => undefined, empty: async () => {} } as const;
    desk = await startDesk({ backend, env: { ROLES: 'api' } });
  });
  afterEach(async () => desk?.stop());

  const apply = (ids: string[]): Promise<void> =>
    desk.app.get(ApplyCancellations, { strict: false }).run(ids);
  const sweep = async (): Promise<void> => {
    desk.clock.advance({ seconds: 10 });
    await desk.app.get(SweepCancellations, { strict: false }).run();
  };
  const look = async (id: string): Promise<unknown> =>
    (
      await desk.sql(
        'select state, attempts, last_error, failed_from from cancellation where id = $1',
        [id],
      )
    )[0];
  const failures = (): Promise<unknown[]> =>
    desk.sql(
      `select subject_id, actor_name, reason, before, after from audit_entry where action = 'cancellation.failed'`,
    );
  const breakFor = async (subscriptionId: string): Promise<void> => {
    await desk.sql(`
      create function break_one() returns trigger language plpgsql as $$
      begin raise exception 'this one cannot be ended'; end $$`);
    await desk.sql(`create trigger break_one before update on subscription
      for each row when (new.id = '${subscriptionId}') execute function break_one()`);
  };

  it('does all but the culprit, which fails alone after five attempts and can be retried', async () => {
    const { ids, subscriptionIds } = await declareWithdrawals(desk, 20);
    const [culprit, broken] = [ids[13] as string, subscriptionIds[13] as string];
    const others = ids.filter((id) => id !== culprit);
    const otherSubscriptions = subscriptionIds.filter((id) => id !== broken);
    await breakFor(broken);
    const contract = await desk.sql('select * from subscription where id = $1', [broken]);
    const fault = 'P0001: this one cannot be ended';

    await apply(ids);
    expect(await countEffects(desk.sql, others)).toEqual([{ ...carriedOut, cancellations: 19 }]);
    const first = { state: 'requested', attempts: 1, failed_from: null };
    expect(await look(culprit)).toMatchObject(first);
    expect((await look(culprit)) as object).toHaveProperty(
      'last_error',
      expect.stringContaining(fault),
    );
    expect(await failures()).toEqual([]);
    const done = await dump(desk.sql, otherSubscriptions);

    for (const attempts of [2, 3, 4]) {
      await sweep();
      expect(await look(culprit)).toMatchObject({ state: 'requested', attempts });
    }
    await sweep();
    expect(await look(culprit)).toMatchObject({
      state: 'failed',
      attempts: 5,
      failed_from: 'requested',
      last_error: expect.stringContaining(fault),
    });
    const failed = {
      subject_id: culprit,
      actor_name: 'apply-cancellations',
      reason: 'processing_failed',
      before: { state: 'requested' },
      after: { state: 'failed', fault: expect.stringContaining(fault) },
    };
    expect(await failures()).toEqual([failed]);
    const waiting = await desk.snapshot();
    await sweep();
    await apply(ids);
    expect(await desk.snapshot()).toEqual(waiting);
    expect(await desk.sql('select * from subscription where id = $1', [broken])).toEqual(contract);

    await desk.sql('drop trigger break_one on subscription');
    await desk.app.get(RetryCancellation, { strict: false }).run(culprit, agent);
    expect(await look(culprit)).toEqual({
      state: 'requested',
      attempts: 0,
      last_error: null,
      failed_from: null,
    });
    await sweep();
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...carriedOut, cancellations: 20 }]);
    expect(await failures()).toEqual([failed]);
    expect(await dump(desk.sql, otherSubscriptions)).toBe(done);
  });

  it('finds several culprits, the first and the last among them', async () => {
    const { ids, subscriptionIds } = await declareWithdrawals(desk, 9);
    await desk.sql(`create table broken as select unnest($1::uuid[]) as id`, [
      [subscriptionIds[0], subscriptionIds[4], subscriptionIds[8]],
    ]);
    await desk.sql(`
      create function break_some() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from broken where id = new.id) then raise exception 'broken'; end if;
        return new;
      end $$`);
    await desk.sql(`create trigger break_some before update on subscription
      for each row execute function break_some()`);
    await apply(ids);
    const rows = await desk.sql<{ id: string; state: string; attempts: number }>(
      'select id, state, attempts from cancellation',
    );
    const states = new Map(rows.map((row) => [row.id, `${row.state} ${row.attempts}`]));
    expect(ids.map((id) => states.get(id))).toEqual(
      ids.map((_, n) => ([0, 4, 8].includes(n) ? 'requested 1' : 'completed 0')),
    );
  });

  it('that loses its connection counts no attempt, changes nothing and is done later', async () => {
    const { ids } = await declareWithdrawals(desk, 20);
    const before = await desk.snapshot();
    const stall = new Stall(desk.sql);
    await stall.begin();
    // More often than the pool has connections: a lost one must not be one less.
    for (let n = 0; n < 14; n++) {
      const lost = apply(ids).then(
        () => null,
        (error: unknown) => error,
      );
      const held = await stall.held();
      await desk.sql('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [held]);
      expect(await lost).toBeInstanceOf(Error);
      await stall.gone(held);
    }
    await stall.end();
    expect(await desk.snapshot()).toEqual(before);
    await sweep();
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...carriedOut, cancellations: 20 }]);
  });

  it('that a deadlock or a time limit ends counts no attempt either', async () => {
    const { ids } = await declareWithdrawals(desk, 5);
    for (const state of ['40P01', '57014', '53100']) {
      const before = await desk.snapshot();
      await desk.sql(`
        create or replace function nobody() returns trigger language plpgsql as $$
        begin raise exception 'not the row' using errcode = '${state}'; end $$`);
      await desk.sql(`create trigger nobody before update on subscription
        for each row execute function nobody()`);
      await expect(apply(ids)).rejects.toThrow('not the row');
      await desk.sql('drop trigger nobody on subscription');
      expect(await desk.snapshot()).toEqual(before);
    }
    await apply(ids);
    expect(await countEffects(desk.sql, ids)).toEqual([{ ...carriedOut, cancellations: 5 }]);
  });
});
