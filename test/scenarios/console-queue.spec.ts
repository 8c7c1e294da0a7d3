import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReviewPageView } from '../../src/order-support/review-queue.view.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription, type SubscriptionRow } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';

interface Waiting {
  id: string;
  reference: string;
  email: string;
  orderNumber: string;
  serviceTag: string;
}

type Name = 'german' | 'plus' | 'cause' | 'filed' | 'late';

describe('the review queue, looked through', () => {
  let desk: Desk;
  let agent: StaffClient;
  const waiting = {} as Record<Name, Waiting>;

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    agent = await signInStaff(desk, 'agent', { name: 'Ada Agent' });
    waiting.german = await ask('prosupport', 'DE');
    waiting.plus = await ask('prosupport_plus', 'PL');
    waiting.cause = await ask('premium_support', 'PL', { kind: 'extraordinary', ground: 'fraud' });
    waiting.filed = await fileAgainstARule('prosupport', 'PL');
    desk.clock.advance({ hours: 2 });
    waiting.late = await ask('prosupport', 'PL');
  }, 60_000);
  afterAll(() => desk?.stop());

  const subscribe = async (plan: string, country: string): Promise<SubscriptionRow> =>
    makeSubscription(desk.sql, { plan, accountId: (await makeAccount(desk.sql, { country })).id });
  const facts = async (id: string): Promise<Waiting> => {
    const [row] = await desk.sql<Waiting & Record<string, unknown>>(
      `select c.id, c.reference, a.email, s.order_number as "orderNumber", d.service_tag as "serviceTag"
         from cancellation c join account a on a.id = c.account_id join subscription s on s.id = c.subscription_id
         join subscription_device sd on sd.subscription_id = s.id join device d on d.id = sd.device_id
        where c.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`There is no cancellation ${id}.`);
    return row;
  };
  /** As a customer's program would ask. */
  async function ask(plan: string, country: string, more: object = {}): Promise<Waiting> {
    const api = apiClient(desk, (await desk.createKey()).key);
    const { body } = await cancel(api, (await subscribe(plan, country)).id, more);
    expect(body).toMatchObject({ state: 'in_review' });
    return facts(body['id'] as string);
  }
  /** By a colleague, for a customer on the phone; it waits for a second person. */
  async function fileAgainstARule(plan: string, country: string): Promise<Waiting> {
    const colleague = await signInStaff(desk, 'agent');
    const { id } = await subscribe(plan, country);
    const filed = await colleague.post(`/admin/api/subscriptions/${id}/cancel`, {
      ...{ kind: 'withdrawal', reason: { code: 'unused' }, channel: 'phone' },
      ...{ askedAt: '2026-06-10T09:00:00Z', override: { reason: 'Goodwill, by phone.' } },
    });
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'in_review'`, [
      filed.body['id'],
    ]);
    return facts(filed.body['id'] as string);
  }
  const page = async (query: Record<string, string> = {}): Promise<ReviewPageView> => {
    const answer = await agent.get(`/admin/api/reviews?${new URLSearchParams(query)}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body as unknown as ReviewPageView;
  };
  const found = async (query: Record<string, string>): Promise<string[]> => {
    const { data, count } = await page(query);
    expect(count).toEqual({ found: data.length, most: 1_000 });
    return data.map(({ id }) => nameOf(id));
  };
  const nameOf = (id: string): string =>
    Object.entries(waiting).find(([, one]) => one.id === id)?.[0] ?? `unknown ${id}`;

  it.each<[filter: Record<string, string>, names: Name[]]>([
    [{}, ['cause', 'filed', 'german', 'plus', 'late']],
    [{ plan: 'prosupport' }, ['filed', 'german', 'late']],
    [{ plan: 'prosupport_flex' }, []],
    [{ country: 'DE' }, ['german']],
    [{ country: 'PL', plan: 'prosupport' }, ['filed', 'late']],
    [{ reason: 'extraordinary_ground' }, ['cause']],
    [{ reason: 'order_support_plan', country: 'PL' }, ['plus', 'late']],
    [{ door: 'order_support' }, ['filed']],
    [{ door: 'api', plan: 'prosupport' }, ['german', 'late']],
    [{ age: '2' }, ['cause', 'filed', 'german', 'plus']],
    [{ age: '3' }, []],
    [{ waiting: 'proposal' }, ['filed']],
    [{ mine: 'true' }, []],
  ])('answers %j in the order in which they are due', async (filter, names) => {
    expect(await found(filter)).toEqual(names);
  });

  it('is read page by page, none twice and none left out, whatever is decided meanwhile', async () => {
    const first = await page({ limit: '2' });
    expect(first.data.map(({ id }) => nameOf(id))).toEqual(['cause', 'filed']);
    expect(first.count.found).toBe(5);
    await desk.sql(`update cancellation set state = 'rejected' where id = $1`, [waiting.cause.id]);
    try {
      const second = await page({ limit: '2', cursor: first.nextCursor ?? '' });
      expect(second.data.map(({ id }) => nameOf(id))).toEqual(['german', 'plus']);
      const third = await page({ limit: '2', cursor: second.nextCursor ?? '' });
      expect(third.data.map(({ id }) => nameOf(id))).toEqual(['late']);
      expect(third.nextCursor).toBeNull();
    } finally {
      await desk.sql(`update cancellation set state = 'in_review' where id = $1`, [
        waiting.cause.id,
      ]);
    }
  });

  it('finds by reference, address, Service Tag and order number, however they are typed', async () => {
    const { reference, email, orderNumber, serviceTag } = waiting.plus;
    const typed = [
      ...[reference, reference.toLowerCase(), reference.replace('CXL-', ''), ` ${reference} `],
      ...[email, email.toUpperCase(), serviceTag, serviceTag.toLowerCase(), orderNumber],
    ];
    for (const search of typed)
      expect([search, await found({ search })]).toEqual([search, ['plus']]);
    for (const search of ['CXL-ZZZZZZZZ', 'nobody@example.com', 'NOSUCHTAG', '%', `' or true --`]) {
      expect([search, await found({ search })]).toEqual([search, []]);
    }
    expect(await found({ search: email, plan: 'prosupport' })).toEqual([]);
    expect(await found({ search: email, plan: 'prosupport_plus', country: 'PL' })).toEqual([
      'plus',
    ]);
  });

  it('finds what does not wait any more too', async () => {
    const api = apiClient(desk, (await desk.createKey()).key);
    const { id } = await subscribe('premium_support', 'PL');
    const { body } = await cancel(api, id);
    expect(body).toMatchObject({ state: 'scheduled' });
    const gone = await facts(body['id'] as string);
    const { data } = await page({ search: gone.email, country: 'PL', plan: 'premium_support' });
    expect(data).toMatchObject([{ id: gone.id, state: 'scheduled', value: null }]);
    expect((await page()).data.map((row) => row.id)).not.toContain(gone.id);
  });

  it('refuses a filter that it does not have', async () => {
    const wrong = ['colour=red', 'age=old', 'door=window', 'country=Poland', 'mine=perhaps'];
    for (const query of [...wrong, 'limit=0', 'limit=201', 'cursor=x', 'waiting=rain']) {
      const { status, body } = await agent.get(`/admin/api/reviews?${query}`);
      expect([query, status, body['code']]).toEqual([query, 422, 'invalid_input']);
    }
  });

  it('hands each case to one of several who ask for the next in the same moment', async () => {
    const people = await Promise.all(
      Array.from({ length: 6 }, () => signInStaff(desk, 'agent', { name: 'One of many' })),
    );
    const before = await desk.snapshot(undefined, ['review_claim', 'audit_entry']);
    const answers = await Promise.all(people.map((one) => one.post('/admin/api/reviews/next')));
    const handed = answers.flatMap(({ status, body }) =>
      status === 200 ? [nameOf(body['id'] as string)] : [],
    );
    // What needs a second person is not for agents.
    expect(handed.sort()).toEqual(['cause', 'german', 'late', 'plus']);
    const rest = answers.filter(({ status }) => status !== 200);
    expect(rest.map(({ status, body }) => [status, body['code']])).toEqual([
      [404, 'nothing_waits'],
      [404, 'nothing_waits'],
    ]);
    const claims = await desk.sql(
      `select count(distinct member_id) as people, count(*) from review_claim`,
    );
    expect(claims).toEqual([{ people: 4, count: 4 }]);
    expect(await desk.snapshot(undefined, ['review_claim', 'audit_entry'])).toEqual(before);
  });
});
