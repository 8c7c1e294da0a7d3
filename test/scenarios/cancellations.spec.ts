import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplyCancellations } from '../../src/cancellations/apply-cancellations.js';
import { decide, decisionBytes } from '../../src/cancellations/cancellation-policy.js';
import type { CancellationFacts } from '../../src/cancellations/cancellation-facts.js';
import { DueCancellations } from '../../src/cancellations/due-cancellations.js';
import { RequestCancellation } from '../../src/cancellations/request-cancellation.js';
import { ReviewCancellation } from '../../src/cancellations/review-cancellation.js';
import { parsePolicyDocument } from '../../src/cancellations/policy-document.js';
import { seedDemo } from '../../src/demo/seed-demo.js';
import type { Actor } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';

const agent: Actor = { type: 'staff', id: newId(), name: 'Order support', role: 'agent' };
const supervisor: Actor = { ...agent, id: newId(), role: 'supervisor' };

describeOnBackends('a cancellation', (backend) => {
  let desk: Desk;
  let api: Api;
  let anna: Map<string, string>;

  beforeAll(async () => {
    desk = await startDesk({ backend });
    await seedDemo(desk.orm.em.fork(), desk.clock.now());
    api = apiClient(desk, (await desk.createKey()).key);
    const rows = await desk.sql<{ id: string; plan_code: string }>(
      `select s.id, s.plan_code from subscription s join account a on a.id = s.account_id
        where a.email = 'anna.kowalska@example.com' and s.status = 'active'`,
    );
    anna = new Map(rows.map((row) => [row.plan_code, row.id]));
  });
  afterAll(() => desk.stop());

  const plan = (code: string): string => anna.get(code) as string;
  const row = async (table: string, id: string): Promise<Record<string, unknown>> =>
    (await desk.sql(`select * from ${table} where id = $1`, [id]))[0] as Record<string, unknown>;
  const mails = async (cancellationId: unknown): Promise<string[]> => {
    await desk.waitFor(
      async () =>
        (
          await desk.sql(
            `select 1 from notification where cancellation_id = $1 and state = 'pending'`,
            [cancellationId],
          )
        ).length === 0,
    );
    const sent = await desk.sql<{ template: string }>(
      `select template from notification where cancellation_id = $1 and state = 'kept' order by created_at, id`,
      [cancellationId],
    );
    return sent.map(({ template }) => template);
  };
  const others = (id: string): Promise<unknown[]> =>
    desk.sql(`select * from subscription where id <> $1 order by id`, [id]);

  it('of a monthly plan is scheduled, told of in Polish, taken back without a trace, and made again', async () => {
    const id = plan('premium_support');
    const before = await row('subscription', id);
    const untouched = await others(id);

    const { status, body, headers } = await cancel(api, id);
    expect(status).toBe(202);
    expect(headers.get('Location')).toMatch(new RegExp(`/v1/cancellations/${String(body['id'])}$`));
    expect(body).toMatchObject({ state: 'scheduled', effective: 'end_of_period', door: 'api' });
    expect(body['effectiveAt']).toBe((before['period_ends_at'] as Date).toISOString());
    expect(await row('subscription', id)).toMatchObject({
      status: 'ending',
      auto_renew: false,
      next_invoice_at: null,
    });
    expect(await mails(body['id'])).toEqual(['received', 'scheduled']);
    const [mail] = await desk.sql<{ subject: string; recipient: string }>(
      `select subject, recipient from notification where cancellation_id = $1 and template = 'scheduled'`,
      [body['id']],
    );
    expect(mail?.recipient).toBe('anna.kowalska@example.com');
    expect(mail?.subject).toContain(body['reference'] as string);
    expect(mail?.subject).toMatch(/[ąćęłńóśźż]|umowy|wypowiedzen/i);

    const timeline = await api('GET', `/v1/cancellations/${String(body['id'])}/events`);
    const told = timeline.body.data?.map((event) => String(event['action'])) ?? [];
    expect(told.filter((action) => !action.startsWith('notification.'))).toEqual([
      'cancellation.requested',
      'cancellation.scheduled',
      'subscription.ending',
    ]);

    const revoked = await api('POST', `/v1/cancellations/${String(body['id'])}/revoke`);
    expect(revoked.status).toBe(200);
    expect(revoked.body['state']).toBe('revoked');
    expect(await row('subscription', id)).toEqual(before);
    expect((await mails(body['id'])).at(-1)).toBe('revoked');
    const twice = await api('POST', `/v1/cancellations/${String(body['id'])}/revoke`);
    expect([twice.status, twice.body['code']]).toEqual([409, 'state_conflict']);

    const again = await cancel(api, id, { effective: 'immediate' });
    expect(again.body).toMatchObject({ state: 'completed' });
    await desk.waitFor(`select 1 from refund where cancellation_id = $1 and state = 'issued'`, [
      again.body['id'],
    ]);
    expect(await row('subscription', id)).toMatchObject({ status: 'cancelled' });
    expect(await others(id)).toEqual(untouched);
  });

  it('with a quote refunds exactly what the quote said', async () => {
    const id = plan('apex_device_manage');
    const { body } = await api('GET', `/v1/subscriptions/${id}/cancellation-options`);
    expect(body).toMatchObject({ cancellable: true, route: 'self_service' });
    const options = body['options'] as {
      effective: string;
      quote: string;
      refund: { amount: number };
    }[];
    const now = options.find(({ effective }) => effective === 'immediate');
    expect(now?.refund.amount).toBeGreaterThan(0);
    // Over local midnight the computed refund would be another.
    desk.clock.advance({ minutes: 14 });
    const { body: done } = await cancel(api, id, { quote: now?.quote });
    expect(done).toMatchObject({ state: 'completed', refund: { amount: now?.refund.amount } });
    desk.clock.advance({ minutes: 2 });
    const expired = await cancel(api, plan('premium_support_plus'), { quote: now?.quote });
    expect(expired.status).toBe(422);
  });

  it('by withdrawal gives everything back, above the limit after a release by a supervisor', async () => {
    const id = plan('premium_support_plus');
    const { body } = await cancel(api, id, { kind: 'withdrawal' });
    expect(body).toMatchObject({ state: 'completed', effective: 'immediate' });
    const [payment] = await desk.sql<{ amount: number; refunded_amount: number }>(
      `select amount, refunded_amount from payment where subscription_id = $1`,
      [id],
    );
    expect(payment?.refunded_amount).toBe(payment?.amount);
    expect(body['refund']).toMatchObject({ amount: payment?.amount, state: 'held' });
    // The database itself refuses to give back more than was paid.
    await expect(
      desk.sql(`update payment set refunded_amount = amount + 1 where subscription_id = $1`, [id]),
    ).rejects.toThrow(/refunds_within_payment/);
    const again = await cancel(api, id);
    expect([again.status, again.body['code']]).toEqual([409, 'already_cancelled']);
  });

  it.each(['prosupport', 'prosupport_plus', 'prosupport_flex'])(
    'of %s waits for order support, which hands it through',
    async (code) => {
      const id = plan(code);
      const before = await row('subscription', id);
      const options = await api('GET', `/v1/subscriptions/${id}/cancellation-options`);
      expect(options.body).toMatchObject({
        cancellable: false,
        route: 'order_support',
        options: [],
      });

      const { body } = await cancel(api, id);
      expect(body).toMatchObject({ state: 'in_review', decidedAt: null });
      expect(await row('subscription', id)).toEqual(before);
      expect(await mails(body['id'])).toEqual(['received', 'in_review']);

      const review = desk.app.get(ReviewCancellation, { strict: false });
      const cancellationId = String(body['id']);
      await expect(
        review.run(cancellationId, { verdict: 'approve' }, { ...agent, role: 'auditor' }),
      ).rejects.toMatchObject({ kind: 'forbidden' });
      expect(
        await review.run(cancellationId, { verdict: 'approve', effective: 'end_of_period' }, agent),
      ).toBe('decided');
      await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'scheduled'`, [
        cancellationId,
      ]);
      expect(await row('subscription', id)).toMatchObject({ status: 'ending' });
      const { body: timeline } = await api('GET', `/v1/cancellations/${cancellationId}/events`);
      const reviewed = timeline.data?.find((event) => event['action'] === 'cancellation.reviewed');
      expect(reviewed?.['actor']).toEqual({ type: 'staff', name: 'Order support' });
    },
  );

  it('for cause needs two people, and nobody decides alone', async () => {
    const { id } = await makeSubscription(desk.sql, { plan: 'premium_support' });
    const { body } = await cancel(api, id, { kind: 'extraordinary', ground: 'It never worked.' });
    expect(body['state']).toBe('in_review');
    const review = desk.app.get(ReviewCancellation, { strict: false });
    const approve = { verdict: 'approve' as const, effective: 'immediate' as const };
    expect(await review.run(String(body['id']), approve, agent)).toBe('proposed');
    expect(await review.run(String(body['id']), approve, agent)).toBe('proposed');
    expect(await row('subscription', id)).toMatchObject({ status: 'active' });
    expect(await review.run(String(body['id']), approve, supervisor)).toBe('decided');
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'completed'`, [
      body['id'],
    ]);
  });

  it('that is rejected leaves the subscription as it was', async () => {
    const { id } = await makeSubscription(desk.sql, { startedAt: '2026-01-01T00:00:00Z' });
    const before = await row('subscription', id);
    const { body } = await cancel(api, id, { kind: 'withdrawal' });
    expect(body).toMatchObject({ state: 'rejected', refund: { amount: 0, state: 'none' } });
    expect(await row('subscription', id)).toEqual(before);
    expect(await mails(body['id'])).toEqual(['received', 'rejected']);
    // A refused one is over: another may follow.
    expect((await cancel(api, id)).body['state']).toBe('scheduled');
  });

  it('declared fifty times at once exists once', async () => {
    const { id } = await makeSubscription(desk.sql);
    const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(api, id)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(49);
    for (const { body } of refused) {
      expect(body).toMatchObject({
        code: 'already_requested',
        cancellationId: accepted[0]?.body['id'],
      });
    }
    expect(
      await desk.sql(`select 1 from cancellation where subscription_id = $1`, [id]),
    ).toHaveLength(1);
  });

  it('at a door joins the open one, and a withdrawal takes its place', async () => {
    const { id } = await makeSubscription(desk.sql);
    const before = await row('subscription', id);
    const first = await cancel(api, id);
    expect(first.body['state']).toBe('scheduled');
    const request = desk.app.get(RequestCancellation, { strict: false });
    const declared = {
      subscriptionId: id,
      kind: 'ordinary' as const,
      effective: null,
      wishedEnd: null,
      ground: null,
      reason: { code: 'other' as const, comment: null },
      quote: null,
      externalRef: null,
      door: 'my_account' as const,
      actor: { type: 'customer' as const, id: null, name: 'Customer' },
      visibility: null,
    };
    expect(await request.run(declared)).toEqual({
      id: first.body['id'],
      declarationId: expect.any(String),
      reference: first.body['reference'],
      attached: true,
    });
    const withdrawal = await request.run({ ...declared, kind: 'withdrawal' });
    expect(withdrawal.attached).toBe(false);
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'completed'`, [
      withdrawal.id,
    ]);
    expect(await row('cancellation', String(first.body['id']))).toMatchObject({ state: 'revoked' });
    expect(await row('subscription', id)).toMatchObject({ status: 'cancelled' });
    expect(before['status']).toBe('active');
  });

  it('comes to its end when the date has come, and not before', async () => {
    const { id } = await makeSubscription(desk.sql, { periodEndsAt: '2026-06-20T00:00:00Z' });
    const { body } = await cancel(api, id);
    expect(body['state']).toBe('scheduled');
    const due = desk.app.get(DueCancellations, { strict: false });
    await due.run();
    expect(await row('cancellation', String(body['id']))).toMatchObject({ state: 'scheduled' });
    desk.clock.set('2026-06-20T00:00:01Z');
    await due.run();
    expect(await row('cancellation', String(body['id']))).toMatchObject({ state: 'completed' });
    expect(await row('subscription', id)).toMatchObject({ status: 'cancelled' });
    expect(await mails(body['id'])).toEqual(['received', 'scheduled', 'completed']);
  });

  it('is decided as the stored facts replay it, to the same bytes', async () => {
    const stored = await desk.sql<{
      facts: string;
      document: string;
      version: number;
      policy: object;
      at: Date;
    }>(
      `select d.facts::text as facts, d.document::text as document, d.policy_version as version,
              p.document as policy, d.decided_at as at
         from decision d join policy p on p.version = d.policy_version`,
    );
    expect(stored.length).toBeGreaterThan(8);
    for (const { facts, document, version, policy, at } of stored) {
      const inForce = { version, document: parsePolicyDocument(policy) };
      const replayed = decide(JSON.parse(facts) as CancellationFacts, inForce, at);
      expect(decisionBytes(replayed)).toBe(document);
    }
  });

  it('carried out again by any number of jobs changes nothing', async () => {
    const all = await desk.sql<{ id: string }>(`select id from cancellation`);
    await desk.waitFor(
      async () =>
        (await desk.sql(`select 1 from notification where state = 'pending'`)).length === 0,
    );
    const before = await desk.snapshot();
    const apply = desk.app.get(ApplyCancellations, { strict: false });
    await Promise.all(Array.from({ length: 5 }, () => apply.run(all.map(({ id }) => id))));
    expect(await desk.snapshot()).toEqual(before);
  });
});

describe('what the database refuses by itself', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({
      backend: { name: 'postgres', redisUrl: () => undefined, empty: () => Promise.resolve() },
      env: { ROLES: 'api' },
    });
  });
  afterAll(() => desk.stop());

  it.each([
    'update audit_entry set reason = null',
    'delete from audit_entry',
    'truncate audit_entry',
  ])('%s', async (statement) => {
    await desk.createKey();
    const before = await desk.snapshot();
    await expect(desk.sql(statement)).rejects.toThrow(/append-only/);
    expect(await desk.snapshot()).toEqual(before);
  });
});
