import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../src/order-support/case.view.js';
import type { ReviewPageView } from '../../src/order-support/review-queue.view.js';
import { newId } from '../../src/shared/ids.js';
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
    desk.waitFor(
      `select 1 where not exists (select 1 from notification where state = 'pending')
          and not exists (select 1 from refund where state = 'pending')`,
    );
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

  const act = (
    who: StaffClient,
    id: string,
    what: string,
    body: object,
  ): ReturnType<StaffClient['post']> => who.post(`/admin/api/cases/${id}/${what}`, body);
  const settles = (id: string, state: string): Promise<unknown> =>
    desk.waitFor(`select 1 from cancellation where id = $1 and state = $2`, [id, state]);
  /** Each act at a time of its own, as in life. */
  const tick = (): void => desk.clock.advance({ seconds: 1 });

  it('carries out what one person approves, and tells a stale tab who was quicker', async () => {
    const id = await ask();
    const { version, previews } = await read(id);
    expect(previews.map(({ effective, needsSecond }) => [effective, needsSecond])).toEqual([
      ['end_of_period', false],
      ['immediate', false],
    ]);
    tick();
    const approve = (who: StaffClient): ReturnType<typeof act> =>
      act(who, id, 'approve', { version, effective: 'end_of_period' });
    const answers = await Promise.all([approve(agent), approve(other), approve(supervisor)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const winner = answers.find(({ status }) => status === 200);
    expect(winner?.body).toMatchObject({ result: 'decided', case: { proposal: null } });
    await settles(id, 'scheduled');
    await mailsAreOut();
    const [person] = await desk.sql<{ id: string; name: string }>(
      `select m.id, m.name from audit_entry e join staff_member m on m.id = e.actor_id
        where e.cancellation_id = $1 and e.action = 'cancellation.reviewed'`,
      [id],
    );
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({
        ...{ code: 'state_conflict', by: person, action: 'cancellation.reviewed' },
        reason: 'approve',
      });
    }
    const before = await desk.snapshot();
    const stale = await act(agent, id, 'reject', { version, reasonCode: 'duplicate' });
    expect([stale.status, stale.body]).toMatchObject([
      409,
      { code: 'state_conflict', state: 'scheduled', by: person },
    ]);
    expect(await desk.snapshot()).toEqual(before);
    const seen = await read(id);
    expect(seen.mails.map(({ template, state }) => [template, state])).toContainEqual([
      ...['scheduled', 'kept'],
    ]);
    const mail = seen.mails.find(({ template }) => template === 'scheduled');
    const shown = await agent.get(`/admin/api/cases/${id}/mails/${mail?.id}`);
    expect(shown.text).toContain('<!DOCTYPE html>');
    expect(shown.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect((await auditor.get(`/admin/api/cases/${id}/mails/${mail?.id}`)).status).toBe(403);
    tick();
    const revoked = await act(agent, id, 'revoke', { version: seen.version });
    expect(revoked.body).toMatchObject({ case: { state: 'revoked' } });
  });

  it('rejects with the reason that the preview showed, in the language of the customer', async () => {
    const id = await ask();
    await desk.sql(
      `update account set language = 'pl' where id = (select account_id from cancellation where id = $1)`,
      [id],
    );
    const { version } = await read(id);
    const content = { reasonCode: 'not_identified', message: 'Prosimy <b>o kontakt</b>.' };
    const before = await desk.snapshot();
    const preview = await act(agent, id, 'reject/preview', content);
    expect(preview.body).toMatchObject({ language: expect.stringMatching(/^pl/) });
    expect(preview.body['text']).toContain('Nie udało nam się potwierdzić');
    expect(preview.body['html']).toContain('&lt;b&gt;o kontakt&lt;/b&gt;');
    expect(await desk.snapshot()).toEqual(before);
    tick();
    const done = await act(agent, id, 'reject', { version, ...content });
    expect(done.body).toMatchObject({ result: 'decided' });
    await settles(id, 'rejected');
    await mailsAreOut();
    const { mails } = await read(id);
    expect(mails.at(-1)).toMatchObject({
      ...{ template: 'rejected', subject: preview.body['subject'] },
      text: preview.body['text'],
    });
  });

  it('asks two people for a ground, neither of them who proposed it', async () => {
    const id = await ask({ kind: 'extraordinary', ground: 'fraud' }, 'premium_support');
    const { version } = await read(id);
    tick();
    const proposed = await act(agent, id, 'approve', { version });
    expect(proposed.body).toMatchObject({
      result: 'proposed',
      case: { state: 'in_review', proposal: { verdict: 'approve', by: { name: 'Ada Agent' } } },
    });
    expect((await queue('?waiting=proposal')).data.map((row) => row.id)).toContain(id);
    const stale = await act(supervisor, id, 'approve', { version });
    expect(stale.body).toMatchObject({ code: 'state_conflict', by: { name: 'Ada Agent' } });
    const own = async (who: StaffClient): Promise<unknown> => {
      tick();
      const now = (await read(id)).version;
      return (await act(who, id, 'approve', { version: now })).body['result'];
    };
    expect(await own(agent)).toBe('proposed');
    expect(await own(other)).toBe('proposed');
    const not = await act(agent, id, 'withdraw-proposal', { version: (await read(id)).version });
    expect([not.status, not.body['code']]).toEqual([403, 'not_own']);
    expect(await own(supervisor)).toBe('decided');
    await settles(id, 'completed');
    const people = await desk.sql<{ action: string; actor_id: string }>(
      `select action, actor_id from audit_entry where cancellation_id = $1 and actor_type = 'staff' order by id`,
      [id],
    );
    expect(people.map(({ action, actor_id: by }) => [action, by])).toEqual([
      ['cancellation.proposed', agent.id],
      ['cancellation.proposed', agent.id],
      ['cancellation.proposed', other.id],
      ['cancellation.reviewed', supervisor.id],
    ]);
    const names = (await read(id)).timeline.map(({ actor }) => actor.name);
    expect(names).toEqual(expect.arrayContaining(['Otto Other', 'Sue Supervisor']));
  });

  it('takes a proposal back for whoever made it', async () => {
    const id = await ask({ kind: 'extraordinary', ground: 'fraud' }, 'premium_support');
    tick();
    const { version } = await read(id);
    const proposed = (await act(agent, id, 'approve', { version })).body['case'] as unknown;
    tick();
    const back = await act(agent, id, 'withdraw-proposal', {
      version: (proposed as CaseView).version,
    });
    expect(back.body).toMatchObject({ case: { proposal: null, state: 'in_review' } });
  });

  it('refuses what another has in hand, forged ids, wrong input and roles that only see', async () => {
    const id = await ask();
    const { version } = await read(id);
    await other.post(`/admin/api/cases/${id}/claim`);
    const before = await desk.snapshot();
    const answers = await Promise.all([
      act(agent, id, 'approve', { version }),
      act(agent, newId(), 'approve', { version }),
      act(agent, 'nonsense', 'approve', { version }),
      act(other, id, 'approve', { version: 'yesterday' }),
      act(other, id, 'approve', { version, refundAmount: -1 }),
      act(other, id, 'approve', { version, refundAmount: 99_999_999_999 }),
      act(other, id, 'approve', { version, effectiveAt: '2020-01-01T00:00:00Z' }),
      act(other, id, 'reject', { version, reasonCode: 'because' }),
      act(other, id, 'notes', { text: ' ' }),
      act(other, id, `refunds/${newId()}/release`, { version }),
      act(auditor, id, 'approve', { version }),
      act(auditor, id, 'notes', { text: 'x' }),
      act(agent, id, 'reveal', {}),
    ]);
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [409, 'claimed'],
      [404, 'not_found'],
      [404, 'not_found'],
      [422, 'invalid_input'],
      [422, 'invalid_input'],
      [422, 'invalid_input'],
      [422, 'invalid_input'],
      [422, 'invalid_input'],
      [422, 'invalid_input'],
      [404, 'not_found'],
      [403, 'missing_permission'],
      [403, 'missing_permission'],
      [403, 'missing_permission'],
    ]);
    expect(await desk.snapshot()).toEqual(before);
  });

  it('keeps notes as text, and shows persons to an auditor once asked, in the audit', async () => {
    const id = await ask();
    const text = '<img src=x onerror=alert(1)> called back';
    const noted = await act(agent, id, 'notes', { text });
    expect(noted.body).toMatchObject({ case: { notes: [{ text, by: { name: 'Ada Agent' } }] } });
    expect((await read(id, auditor)).notes).toMatchObject([{ text: '…' }]);
    const shown = await act(auditor, id, 'reveal', {});
    expect(shown.body).toMatchObject({ notes: [{ text }], account: { name: expect.any(String) } });
    expect(
      await desk.sql(
        `select actor_id from audit_entry where action = 'personal_data.shown' and subject_id = $1`,
        [id],
      ),
    ).toEqual([{ actor_id: auditor.id }]);
  });

  const file = (id: string, body: object, who = agent): ReturnType<StaffClient['post']> =>
    who.post(`/admin/api/subscriptions/${id}/cancel`, {
      ...{ kind: 'ordinary', reason: { code: 'unused' }, channel: 'phone' },
      ...{ askedAt: '2026-06-10T09:00:00Z', ...body },
    });

  it('cancels a ProSupport Plus plan that was asked for by phone, found by its order number', async () => {
    const made = await makeSubscription(desk.sql, { plan: 'prosupport_plus' });
    const [contract] = await desk.sql<{ order_number: string; email: string }>(
      `select s.order_number, a.email from subscription s join account a on a.id = s.account_id where s.id = $1`,
      [made.id],
    );
    for (const search of [contract?.order_number ?? '', contract?.email ?? '']) {
      const path = `/admin/api/customers?search=${encodeURIComponent(search)}`;
      expect((await agent.get(path)).body).toMatchObject({
        data: [
          { account: { email: contract?.email }, subscriptions: [{ id: made.id, open: null }] },
        ],
      });
      expect((await auditor.get(path)).text).not.toContain(contract?.email);
    }
    const options = await agent.get(`/admin/api/subscriptions/${made.id}/cancel-options`);
    expect(options.body).toMatchObject({ override: false, plan: { code: 'prosupport_plus' } });
    const filed = await file(made.id, { effective: 'end_of_period' });
    expect([filed.status, filed.body]).toMatchObject([202, { attached: false }]);
    const id = filed.body['id'] as string;
    await settles(id, 'scheduled');
    const seen = await read(id);
    expect(seen).toMatchObject({
      ...{ door: 'order_support', requestedBy: { type: 'staff', name: 'Ada Agent' } },
      declarations: [{ content: { asked: { channel: 'phone', at: '2026-06-10T09:00:00.000Z' } } }],
    });
    expect((await file(made.id, {})).body).toMatchObject({ id, attached: true });
  });

  it('lets two people, and no one alone, go against a rejecting rule', async () => {
    const { id: subscription } = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const options = await agent.get(`/admin/api/subscriptions/${subscription}/cancel-options`);
    const withdrawal = (options.body['options'] as { kind: string }[]).find(
      ({ kind }) => kind === 'withdrawal',
    );
    expect(withdrawal).toMatchObject({ override: true, needsSecond: true });
    const filed = await file(subscription, {
      ...{ kind: 'withdrawal', override: { reason: 'Goodwill, promised by phone.' } },
    });
    const id = filed.body['id'] as string;
    await settles(id, 'in_review');
    await mailsAreOut();
    const seen = await read(id, supervisor);
    expect(seen).toMatchObject({
      proposal: { by: { name: 'Ada Agent' }, reason: 'Goodwill, promised by phone.' },
      actions: { approve: true },
    });
    tick();
    const before = await desk.snapshot();
    const own = await act(agent, id, 'approve', { version: seen.version });
    expect([own.status, own.body['code']]).toEqual([403, 'own_request']);
    expect(await desk.snapshot()).toEqual(before);
    const done = await act(supervisor, id, 'approve', {
      ...{ version: seen.version, effective: 'immediate' },
    });
    expect(done.body).toMatchObject({ result: 'decided' });
    await settles(id, 'completed');
    await mailsAreOut();
  });

  it('files nothing that is not whole', async () => {
    const { id } = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const before = await desk.snapshot();
    const answers = await Promise.all([
      file(id, { kind: 'extraordinary' }),
      file(id, { askedAt: '2036-06-10T09:00:00Z' }),
      file(id, { channel: 'pigeon' }),
      file(id, { override: { reason: '' } }),
      file(newId(), {}),
      file(id, {}, auditor),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 404, 403]);
    expect(await desk.snapshot()).toEqual(before);
  });
});
