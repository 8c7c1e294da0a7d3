import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../src/order-support/case.view.js';
import type { ReviewPageView } from '../../src/order-support/review-queue.view.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';

describe('the review queue', () => {
  let desk: Desk;
  let agent: StaffClient;
  let other: StaffClient;
  let supervisor: StaffClient;
  let auditor: StaffClient;

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    agent = await signInStaff(desk, 'agent', { name: 'Ada Agent' });
    other = await signInStaff(desk, 'agent', { name: 'Otto Other' });
    supervisor = await signInStaff(desk, 'supervisor', { name: 'Sue Supervisor' });
    auditor = await signInStaff(desk, 'auditor');
  });
  afterAll(() => desk?.stop());

  /** As a customer's program would ask; it waits for order support. */
  const ask = async (more: object = {}, plan = 'prosupport'): Promise<string> => {
    const api = apiClient(desk, (await desk.createKey()).key);
    const { body } = await cancel(api, (await makeSubscription(desk.sql, { plan })).id, more);
    expect(body).toMatchObject({ state: 'in_review' });
    await mailsAreOut();
    return body['id'] as string;
  };
  /** So that a comparison of before and after speaks of the act alone. */
  const mailsAreOut = (): Promise<unknown> =>
    desk.waitFor(`select 1 where not exists (select 1 from notification where state = 'pending')`);
  const queue = async (query = '', who = agent): Promise<ReviewPageView> => {
    const answer = await who.get(`/admin/api/reviews${query}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body as unknown as ReviewPageView;
  };
  const read = async (id: string, who = agent): Promise<CaseView> => {
    const answer = await who.get(`/admin/api/cases/${id}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body as unknown as CaseView;
  };

  it('lists what waits by when it is due, with why and how much', async () => {
    const plain = await ask();
    const cause = await ask({ kind: 'extraordinary', ground: 'fraud' }, 'premium_support');
    const before = await desk.snapshot();
    const { data, count } = await queue();
    expect(data.map(({ id }) => id)).toEqual([cause, plain]);
    expect(count).toEqual({ found: 2, most: 1_000 });
    expect(data[1]).toMatchObject({
      ...{ state: 'in_review', kind: 'ordinary', plan: { code: 'prosupport' }, claim: null },
      ...{ reasons: ['order_support_plan', 'commercial_segment'], proposal: null },
      ...{ requestedAt: '2026-06-10T09:30:00.000Z', dueAt: '2026-06-11T09:30:00.000Z' },
    });
    expect(data[0]).toMatchObject({
      ...{ reasons: ['extraordinary_ground'], dueAt: '2026-06-10T13:30:00.000Z' },
    });
    expect(await desk.snapshot()).toEqual(before);
  });

  it('shows the case with everything to decide it, masked for roles that need no names', async () => {
    const [row] = (await queue()).data;
    const seen = await read(row?.id ?? '');
    expect(seen).toMatchObject({
      ...{ ground: 'fraud', state: 'in_review', persons: { masked: false } },
      actions: { approve: true, reject: true, claim: true, retry: false, release: false },
      previews: [{ effective: 'immediate', needsSecond: true }],
    });
    expect(seen.decisions[0]?.rules.length).toBeGreaterThan(10);
    expect(seen.account?.email).toContain('@');
    const masked = await read(row?.id ?? '', auditor);
    expect(masked.persons).toEqual({ masked: true, revealable: true });
    expect(JSON.stringify(masked)).not.toContain(seen.account?.email);
    expect(JSON.stringify(masked)).not.toContain(seen.account?.name);
    expect(JSON.stringify(masked)).not.toContain('fraud');
    expect(Object.values(masked.actions)).not.toContain(true);
    expect(JSON.stringify(await queue('', auditor))).not.toContain(seen.account?.email);
  });

  it('lets one person have a case in hand for a quarter of an hour', async () => {
    const [first, second] = (await queue()).data.map(({ id }) => id);
    const claimed = await agent.post(`/admin/api/cases/${first}/claim`);
    expect(claimed.body).toMatchObject({ claim: { by: { id: agent.id, name: 'Ada Agent' } } });
    const refused = await other.post(`/admin/api/cases/${first}/claim`);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'claimed', claim: { by: { name: 'Ada Agent' }, until: '2026-06-10T09:45:00.000Z' } },
    ]);
    expect((await queue('?mine=true')).data.map(({ id }) => id)).toEqual([first]);
    expect((await queue('?mine=true', other)).data).toEqual([]);
    expect((await other.post('/admin/api/reviews/next')).body).toEqual({ id: second });
    const none = await supervisor.post('/admin/api/reviews/next');
    expect([none.status, none.body['code']]).toEqual([404, 'nothing_waits']);
    desk.clock.advance({ minutes: 15 });
    expect((await queue('?mine=true')).data).toEqual([]);
    expect((await other.post(`/admin/api/cases/${first}/claim`)).status).toBe(200);
    expect((await other.post(`/admin/api/cases/${first}/release`)).body).toMatchObject({
      claim: null,
    });
  });
});
