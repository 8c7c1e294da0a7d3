import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CountFlow } from '../../src/home-figures/count-flow.js';
import { ReadFlow, type FlowWish } from '../../src/home-figures/read-flow.js';
import { ReadHome } from '../../src/home-figures/read-home.js';
import { newId } from '../../src/shared/ids.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff } from '../support/staff.js';

/** The truth, by the row and not by the hour. */
const TRUTH = `
  select count(*) filter (where e.action = 'cancellation.requested') as requested,
         count(*) filter (where e.action = 'cancellation.completed') as completed,
         count(*) filter (where e.action = 'cancellation.scheduled') as scheduled,
         count(*) filter (where e.action = 'cancellation.in_review') as "inReview",
         count(*) filter (where e.action = 'cancellation.rejected') as rejected
    from audit_entry e join cancellation c on c.id = e.cancellation_id
    left join subscription s on s.id = c.subscription_id
   where ($1::text is null or c.door = $1) and ($2::text is null or s.plan_code = $2)
     and e.at >= $3 and e.at < $4`;

describe('figures of the home', () => {
  let desk: Desk;
  let api: Api;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    api = apiClient(desk, (await desk.createKey()).key);
  });
  afterAll(() => desk?.stop());

  const flow = (wish: Partial<FlowWish> = {}): ReturnType<ReadFlow['run']> =>
    desk.app.get(ReadFlow, { strict: false }).run({ by: 'hour', timeZone: 'UTC', ...wish });
  const count = (): Promise<void> => desk.app.get(CountFlow, { strict: false }).run();
  const truth = async (
    door: string | null = null,
    plan: string | null = null,
    from = '2000-01-01T00:00:00Z',
    before = '2100-01-01T00:00:00Z',
  ): Promise<Record<string, number>> =>
    (await desk.sql<Record<string, number>>(TRUTH, [door, plan, from, before]))[0] ?? {};

  const plans = ['premium_support', 'premium_support_plus', 'prosupport'] as const;

  it('equal the log while events come in and two clocks count at once', async () => {
    for (let hour = 0; hour < 3; hour++) {
      const asked = plans.map(async (plan) => {
        const { id } = await makeSubscription(desk.sql, { plan, autoRenew: hour > 0 });
        await cancel(api, id);
      });
      await Promise.all([...asked, count(), count()]);
      // Counted or not yet: whoever reads sees everything.
      expect((await flow()).totals).toEqual(await truth());
      desk.clock.advance({ minutes: 61 });
    }
    await count();
    await count();
    expect(await desk.sql('select next_id - counted_id as left from flow_mark')).toEqual([
      { left: 0 },
    ]);
    const all = await truth();
    expect(all['requested']).toBe(9);
    expect(all['completed']).toBeGreaterThan(0);
    expect(all['inReview']).toBeGreaterThan(0);
    expect(await flow()).toMatchObject({ totals: all, complete: true });
    for (const plan of plans) {
      expect((await flow({ plan })).totals).toEqual(await truth(null, plan));
    }
    expect((await flow({ door: 'api' })).totals).toEqual(all);
    expect((await flow({ door: 'batch' })).totals).toEqual(await truth('batch'));
  });

  it('stand in the hour, and in the day of the reader', async () => {
    const { buckets } = await flow();
    expect(buckets).toHaveLength(48);
    for (const { at, ...counts } of buckets) {
      const end = new Date(new Date(at).getTime() + 3_600_000).toISOString();
      expect(counts).toEqual(await truth(null, null, at, end));
    }
    // Noon in Kiritimati is the evening of the day before in UTC.
    const zones = { UTC: 'T00:00:00.000Z', 'Pacific/Kiritimati': 'T10:00:00.000Z' };
    for (const [timeZone, midnight] of Object.entries(zones)) {
      const days = await flow({ by: 'day', timeZone });
      expect(days.buckets).toHaveLength(30);
      expect(days.buckets.every(({ at }) => at.endsWith(midnight))).toBe(true);
      expect(days.totals).toEqual(await truth());
    }
  });

  it('show days of 23 and 25 hours as one day each', async () => {
    const before = desk.clock.now();
    desk.clock.set('2026-11-10T12:00:00Z');
    const { buckets } = await flow({ by: 'day', timeZone: 'Europe/Warsaw' });
    expect(buckets).toHaveLength(30);
    // Summer time ends on 25 October.
    const around = buckets.map(({ at }) => at).filter((at) => /10-2[4-7]/.test(at));
    expect(around).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
      '2026-10-27T23:00:00.000Z',
    ]);
    desk.clock.set(before);
  });

  it('wait for an entry that is written but not committed yet', async () => {
    await count();
    const counted = await truth();
    const held = desk.orm.em.fork();
    await held.begin();
    await held.execute(
      `insert into audit_entry (at, action, actor_type, actor_name, subject_type, subject_id, cancellation_id)
       select at, action, actor_type, actor_name, subject_type, subject_id, cancellation_id
         from audit_entry where action = 'cancellation.requested' order by id desc limit 1`,
    );
    // A later entry is there before the earlier one.
    await cancel(api, (await makeSubscription(desk.sql)).id);
    await count();
    await count();
    await held.commit();
    await count();
    await count();
    const after = await truth();
    expect(after['requested']).toBe((counted['requested'] ?? 0) + 2);
    expect((await flow()).totals).toEqual(after);
    expect(await desk.sql('select sum(requested)::int as requested from flow_hour')).toEqual([
      { requested: after['requested'] },
    ]);
  });

  it('tell what waits and whether everything runs', async () => {
    await desk.waitFor(`select 1 from refund having count(*) filter (where state = 'pending') = 0`);
    const home = await desk.app.get(ReadHome, { strict: false }).run(newId());
    const [waits] = await desk.sql(
      `select count(*) as n from cancellation where state = 'in_review'`,
    );
    expect(home.reviews).toMatchObject({ count: waits?.['n'], more: false, proposals: 0 });
    const [due] = await desk.sql(
      `select count(*) filter (where due_at < $1::timestamptz) as overdue,
              count(*) filter (where due_at >= $1::timestamptz and due_at < $1::timestamptz + interval '1 hour') as hour,
              count(*) filter (where due_at >= $1::timestamptz + interval '1 hour'
                and due_at < $1::timestamptz + interval '4 hours') as hours4,
              count(*) filter (where due_at >= $1::timestamptz + interval '4 hours') as later
         from cancellation where state = 'in_review'`,
      [desk.clock.now()],
    );
    expect(home.reviews.byDue).toEqual(due);
    expect(home.claims).toEqual([]);
    expect(home.work.failedCancellations).toEqual({ count: 0, more: false, oldestAt: null });
    expect(home.health).toEqual({
      queue: { ok: true, detail: null },
      clock: { ok: true, tickedAt: desk.clock.now().toISOString() },
    });
    const paid = await desk.sql(
      `select currency, count(*) as refunds, sum(amount)::int as amount from refund
        where state = 'issued' group by currency`,
    );
    expect(paid).toHaveLength(1);
    expect(home.refunds).toEqual(paid);
    desk.clock.advance({ minutes: 5 });
    expect((await desk.app.get(ReadHome, { strict: false }).run(newId())).health.clock.ok).toBe(
      false,
    );
  });

  it('answer every role, and only what can be asked', async () => {
    for (const role of ['agent', 'auditor'] as const) {
      const client = await signInStaff(desk, role);
      expect((await client.get('/admin/api/home')).body).toMatchObject({
        ...{ health: { queue: { ok: true } }, claims: [] },
      });
      const { body } = await client.get('/admin/api/home/flow?by=day&timeZone=Asia/Kolkata');
      expect(body).toMatchObject({ by: 'day', timeZone: 'Asia/Kolkata', totals: await truth() });
      for (const wrong of ['by=week', 'door=window', 'plan=%27', 'timeZone=CEST-1', 'days=9']) {
        expect((await client.get(`/admin/api/home/flow?${wrong}`)).status).toBe(422);
      }
      expect((await client.get('/admin/api/plans')).body.data).toHaveLength(plans.length);
    }
  });

  it('show what the reader has claimed, as long as it stands', async () => {
    const [agent, other] = [await signInStaff(desk, 'agent'), await signInStaff(desk, 'agent')];
    const { body } = await agent.post('/admin/api/reviews/next', {});
    const claims = async (client: typeof agent): Promise<unknown> =>
      (await client.get('/admin/api/home')).body['claims'];
    expect(await claims(agent)).toEqual([
      expect.objectContaining({
        cancellationId: body['id'],
        reference: expect.stringMatching(/^CXL-/),
        until: new Date(desk.clock.now().getTime() + 15 * 60_000).toISOString(),
      }),
    ]);
    expect(await claims(other)).toEqual([]);
    desk.clock.advance({ minutes: 16 });
    expect(await claims(agent)).toEqual([]);
  });
});
