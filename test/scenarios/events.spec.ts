import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventView } from '../../src/events/event.view.js';
import { makeAccount, type AccountRow } from '../factories/account.js';
import { makeSubscription, type SubscriptionRow } from '../factories/subscription.js';
import { apiClient, cancel, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { batchClient } from './support/batch-client.js';

const DAY_MS = 86_400_000;

describe('the log of events', () => {
  let desk: Desk;
  let api: Api;
  let account: AccountRow;
  let ended: SubscriptionRow;
  let foreign: SubscriptionRow;

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    api = apiClient(desk, (await desk.createKey()).key);
    account = await makeAccount(desk.sql);
    ended = await makeSubscription(desk.sql, {
      ...{ accountId: account.id, plan: 'premium_support_plus', autoRenew: false },
    });
    foreign = await makeSubscription(desk.sql);
    for (const { id } of [ended, foreign]) expect((await cancel(api, id)).status).toBe(202);
    await desk.waitFor(`select 1 from refund where state = 'issued'`);
    await desk.waitFor(
      `select 1 from cancellation where subscription_id = $1 and state = 'scheduled'`,
      [foreign.id],
    );
    // The mails go out meanwhile, and are audited.
    await desk.waitFor(async () => {
      const waiting = await desk.sql(`select 1 from notification where state = 'pending'`);
      return waiting.length === 0;
    });
  });
  afterAll(() => desk?.stop());

  const list = async (query = '', by = api): Promise<{ data: EventView[]; nextCursor: string }> => {
    const { status, body } = await by('GET', `/v1/events${query}`);
    expect(status).toBe(200);
    return body as unknown as { data: EventView[]; nextCursor: string };
  };
  const types = ({ data }: { data: EventView[] }): string[] => data.map(({ type }) => type);
  const of = (events: EventView[], { id }: SubscriptionRow): EventView[] =>
    events.filter(({ data }) => data['subscriptionId'] === id);

  it('tells what happened, newest first, with ids and outcomes, and changes nothing', async () => {
    const before = await desk.snapshot();
    const { data, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    const own = of(data, ended);
    expect(own.map(({ type }) => type)).toEqual([
      'refund.issued',
      'subscription.ended',
      'cancellation.completed',
      'cancellation.requested',
    ]);
    const [cancellation] = await desk.sql<{ id: string; reference: string; amount: number }>(
      `select c.id, c.reference, r.amount from cancellation c join refund r on r.cancellation_id = c.id
        where c.subscription_id = $1`,
      [ended.id],
    );
    const about = {
      cancellationId: cancellation?.id,
      reference: cancellation?.reference,
      subscriptionId: ended.id,
    };
    expect(own[0]?.data).toMatchObject({
      ...about,
      refund: { amount: cancellation?.amount, currency: 'EUR' },
    });
    expect(own[2]?.data).toMatchObject({ ...about, state: 'completed', effective: 'immediate' });
    expect(own[3]?.data).toEqual({ ...about, externalRef: null, state: 'requested' });
    expect(of(data, foreign).map(({ type }) => type)).toEqual([
      'cancellation.scheduled',
      'cancellation.requested',
    ]);
    expect(data.map(({ id }) => id)).toEqual(
      data
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    expect(JSON.stringify(data)).not.toContain(account.email);
    expect(await desk.snapshot()).toEqual(before);
  });

  it('is read page by page, by type and by time', async () => {
    const all = (await list()).data;
    const paged: EventView[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.data);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(types(await list('?type=subscription.ended'))).toEqual(['subscription.ended']);
    expect(types(await list('?type=batch.done'))).toEqual([]);
    const last = all[0]?.timestamp ?? '';
    const later = new Date(new Date(last).getTime() + 1).toISOString();
    expect((await list(`?since=${last}`)).data.length).toBeGreaterThan(0);
    expect((await list(`?since=${later}`)).data).toEqual([]);
  });

  it('shows each client what is its own', async () => {
    const options = { client: 'partner', accounts: [account.email] };
    const { key } = await desk.createKey(['events:read'], options);
    const partner = apiClient(desk, key);
    const seen = (await list('', partner)).data;
    expect(seen).toEqual(of((await list()).data, ended));
    const batches = await batchClient(desk, options);
    const { body } = await batches.submit(
      `subscription_id,reason_code\n${ended.id},unused\nnobody,unused\n`,
    );
    await batches.reach(body.id, 'done');
    const [told, ...rest] = (await list('?type=batch.done', partner)).data;
    expect(rest).toEqual([]);
    expect(told?.data).toEqual({
      batchId: body.id,
      counts: (await batches.get(body.id)).counts,
    });
    // Not even the operator's: batches belong to the client that sent them.
    expect((await list('?type=batch.done')).data).toEqual([]);
  });

  it('refuses what it does not know, and a key without the scope', async () => {
    for (const wrong of [
      '?type=cancellation.forgotten',
      '?since=yesterday',
      '?limit=0',
      '?until=x',
    ]) {
      expect([wrong, (await api('GET', `/v1/events${wrong}`)).status]).toEqual([wrong, 422]);
    }
    const [row] = (await api('GET', '/v1/cancellations?limit=1')).body['data'] as object[];
    expect(row).toBeDefined();
    const other = (await api('GET', '/v1/cancellations?limit=1')).body['nextCursor'] as string;
    expect((await api('GET', `/v1/events?cursor=${other}`)).status).toBe(422);
    const { key } = await desk.createKey(['cancellations:read']);
    const refused = await apiClient(desk, key)('GET', '/v1/events');
    expect([refused.status, refused.body['code']]).toEqual([403, 'missing_scope']);
  });

  it('forgets after 30 days', async () => {
    const { data } = await list();
    desk.clock.advance({ days: 29 });
    expect((await list()).data.slice(-data.length)).toEqual(data);
    desk.clock.set(new Date(new Date(data[0]?.timestamp ?? '').getTime() + 30 * DAY_MS + 1));
    const ids = new Set((await list('?since=2020-01-01T00:00:00Z')).data.map(({ id }) => id));
    expect(data.filter(({ id }) => ids.has(id))).toEqual([]);
  });
});
