import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../src/order-support/case.view.js';
import { newId } from '../../src/shared/ids.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffAnswer, type StaffClient } from '../support/staff.js';
import { browserAt, declare } from './support/no-login.js';

describe('what else staff does to a case', () => {
  let desk: Desk;
  let agent: StaffClient;
  let supervisor: StaffClient;
  let auditor: StaffClient;

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres, env: { TRUST_PROXY: '1' } });
    agent = await signInStaff(desk, 'agent', { name: 'Ada Agent' });
    supervisor = await signInStaff(desk, 'supervisor', { name: 'Sue Supervisor' });
    auditor = await signInStaff(desk, 'auditor');
  });
  afterAll(() => desk?.stop());

  const read = async (id: string, who = agent): Promise<CaseView> =>
    (await who.get(`/admin/api/cases/${id}`)).body as unknown as CaseView;
  /** As somebody who sees the case as it is now; each act at a time of its own, as in life. */
  const act = async (
    who: StaffClient,
    id: string,
    what: string,
    body: object = {},
  ): Promise<StaffAnswer> => {
    desk.clock.advance({ seconds: 1 });
    const { version } = await read(id, who);
    return who.post(`/admin/api/cases/${id}/${what}`, { version, ...body });
  };
  const settles = (id: string, state: string): Promise<unknown> =>
    desk.waitFor(`select 1 from cancellation where id = $1 and state = $2`, [id, state]);
  const staffActions = async (id: string): Promise<unknown[]> => {
    const rows = await desk.sql(
      `select action, actor_id from audit_entry where cancellation_id = $1 and actor_type = 'staff' order by id`,
      [id],
    );
    return rows.map(({ action, actor_id: by }) => [action, by]);
  };
  const tables = ['cancellation', 'subscription', 'refund', 'decision', 'review_claim'];

  it('find out which subscription is meant, and go on from there', async () => {
    const meant = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const email = `stranger-${newId()}@example.com`;
    await declare(browserAt(desk), { name: 'Anna Kowalska', email, contract: 'NOSUCHTAG' });
    const { id } = (await desk.waitFor(
      `select c.id from cancellation c join declaration d on d.id = c.id
        where c.state = 'in_review' and d.content -> 'declarant' ->> 'email' = $1`,
      [email],
    )) as { id: string };
    expect((await read(id)).actions).toMatchObject({ match: true, approve: false, reject: true });

    const before = await desk.snapshot(tables);
    const refused = await Promise.all([
      act(agent, id, 'approve'),
      act(agent, id, 'match', { subscriptionId: newId() }),
      act(agent, id, 'match', { subscriptionId: 'this one' }),
      act(auditor, id, 'match', { subscriptionId: meant.id }),
    ]);
    expect(refused.map(({ status, body }) => [status, body['code']])).toEqual([
      [409, 'state_conflict'],
      [404, 'not_found'],
      [422, 'invalid_input'],
      [403, 'missing_permission'],
    ]);
    expect(await desk.snapshot(tables)).toEqual(before);

    const matched = await act(agent, id, 'match', { subscriptionId: meant.id });
    expect(matched.body).toMatchObject({
      case: { state: 'in_review', subscription: { id: meant.id }, actions: { approve: true } },
    });
    const again = await act(agent, id, 'match', { subscriptionId: meant.id });
    expect([again.status, again.body['code']]).toEqual([409, 'state_conflict']);
    // From now on the queue's filters find it.
    const queue = await agent.get('/admin/api/reviews?plan=prosupport&country=PL');
    expect(queue.body.data?.map((row) => row['id'])).toEqual([id]);
    const approved = await act(agent, id, 'approve', { effective: 'end_of_period' });
    expect(approved.body).toMatchObject({ result: 'decided' });
    await settles(id, 'scheduled');
    expect(await staffActions(id)).toEqual([
      ['cancellation.matched', agent.id],
      ['cancellation.reviewed', agent.id],
    ]);
    const [row] = await desk.sql(`select status from subscription where id = $1`, [meant.id]);
    expect(row).toEqual({ status: 'ending' });
  });

  it('let what failed be tried again, once', async () => {
    const api = apiClient(desk, (await desk.createKey()).key);
    const { id: subscription } = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const id = (await cancel(api, subscription)).body['id'] as string;
    const waiting = await act(agent, id, 'retry');
    expect([waiting.status, waiting.body['code']]).toEqual([409, 'state_conflict']);
    await desk.sql(
      `update cancellation set state = 'failed', failed_from = 'in_review', attempts = 5, last_error = 'x'
        where id = $1`,
      [id],
    );
    const { version, actions } = await read(id);
    expect(actions).toMatchObject({ retry: true, approve: false });
    expect((await act(auditor, id, 'retry')).status).toBe(403);
    desk.clock.advance({ seconds: 1 });
    const answers = await Promise.all(
      [agent, supervisor].map((who) => who.post(`/admin/api/cases/${id}/retry`, { version })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await read(id)).toMatchObject({ state: 'in_review', lastError: null });
    expect((await staffActions(id)).map((line) => (line as unknown[])[0])).toEqual([
      'cancellation.retried',
    ]);
  });

  it('let a held refund go by two people above the limit, and try a failed one again', async () => {
    const api = apiClient(desk, (await desk.createKey()).key);
    // Above what an agent, and a supervisor alone, may give back.
    const { id: subscription } = await makeSubscription(desk.sql, {
      ...{ price: 900_000_000, tax: 0, startedAt: desk.clock.now() },
      ...{ periodStartsAt: desk.clock.now(), periodEndsAt: '2026-07-01T00:00:00Z' },
    });
    const { body } = await cancel(api, subscription, { kind: 'withdrawal' });
    expect(body).toMatchObject({ state: 'completed', refund: { state: 'held' } });
    const id = body['id'] as string;
    const [refund] = (await read(id)).refunds;
    const path = `refunds/${refund?.id}`;
    expect((await act(auditor, id, `${path}/release`)).status).toBe(403);
    expect((await act(agent, id, `${path}/retry`)).body['code']).toBe('state_conflict');

    expect((await act(agent, id, `${path}/release`)).status).toBe(200);
    expect((await read(id)).refunds).toMatchObject([
      { state: 'held', releaseProposedBy: { name: 'Ada Agent' } },
    ]);
    const own = await act(agent, id, `${path}/release`);
    expect([own.status, own.body['code']]).toEqual([409, 'state_conflict']);
    expect((await act(supervisor, id, `${path}/release`)).status).toBe(200);
    await desk.waitFor(`select 1 from refund where id = $1 and state = 'issued'`, [refund?.id]);

    await desk.sql(
      `update refund set state = 'failed', issued_at = null, gateway_reference = null, last_error = 'account closed' where id = $1`,
      [refund?.id],
    );
    expect((await read(id)).refunds).toMatchObject([{ lastError: 'account closed' }]);
    expect((await act(agent, id, `${path}/retry`)).status).toBe(200);
    await desk.waitFor(`select 1 from refund where id = $1 and state = 'issued'`, [refund?.id]);
    // Paid once: the gateway knows the refund by its key.
    const booked = await desk.sql(`select amount from ledger_entry where direction = 'refund'`);
    expect(booked).toHaveLength(1);
    expect((await staffActions(id)).map((line) => (line as unknown[])[0])).toEqual([
      'refund.release_proposed',
      'refund.released',
      'refund.retried',
    ]);
  });
});
