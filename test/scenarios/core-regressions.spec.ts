import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplyCancellations } from '../../src/cancellations/apply-cancellations.js';
import { CancellationOptions } from '../../src/cancellations/cancellation-options.js';
import type { CancellationFacts } from '../../src/cancellations/cancellation-facts.js';
import { decide, decisionBytes } from '../../src/cancellations/cancellation-policy.js';
import { policyInForce } from '../../src/cancellations/policy-in-force.js';
import { DecisionBell } from '../../src/cancellations/decision-bell.js';
import { DueCancellations } from '../../src/cancellations/due-cancellations.js';
import { ensureDefaultPolicy } from '../../src/cancellations/activate-policy.js';
import { parseInstant } from '../../src/cancellations/parse-instant.js';
import { Quotes } from '../../src/cancellations/quote.js';
import { ReferenceSequence } from '../../src/cancellations/reference-sequence.js';
import {
  type CancellationRequest,
  type Receipt,
} from '../../src/cancellations/request-cancellation.js';
import { RequestCancellations } from '../../src/cancellations/request-cancellations.js';
import { TakeBackLinks } from '../../src/cancellations/take-back-links.js';
import { ReviewCancellation } from '../../src/cancellations/review-cancellation.js';
import { RevokeCancellation } from '../../src/cancellations/revoke-cancellation.js';
import { Secrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { sql } from '../../src/database/sql.js';
import type { Actor, StaffRole } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { RenewSubscriptions } from '../../src/subscriptions/renew-subscriptions.js';
import {
  addCustomer,
  openWorld,
  type Customer,
  type CustomerFacts,
  type World,
} from './use-case-world.js';

const customerActor: Actor = { type: 'customer', id: null, name: 'Customer' };
const staff = (role: StaffRole): Actor => ({
  type: 'staff',
  id: newId(),
  name: 'Order support',
  role,
});

/** Faults that a review of the core found; each stays found. */
describe('core regressions', () => {
  let world: World;
  let requests: RequestCancellations;
  let apply: ApplyCancellations;
  let options: CancellationOptions;

  beforeEach(async () => {
    world = await openWorld('2026-06-10T10:00:00Z');
    await ensureDefaultPolicy(world.em.fork());
    const secrets = new Secrets('a signing key for tests, of 40 characters');
    const quotes = new Quotes(secrets);
    const links = new TakeBackLinks(readSettings({}), secrets);
    const { em, clock, hints } = world;
    requests = new RequestCancellations(em, clock, quotes, new ReferenceSequence(), hints);
    apply = new ApplyCancellations(em, clock, hints, new DecisionBell(), links);
    options = new CancellationOptions(em, clock, quotes);
  });
  afterEach(() => world.close());

  /** Monthly, renewing, in its June period, in UTC. */
  const addMonthly = (facts: CustomerFacts = {}): Promise<Customer> =>
    addCustomer(world, {
      timeZone: 'UTC',
      startedAt: '2026-05-01T00:00:00Z',
      periodStartsAt: '2026-06-01T00:00:00Z',
      periodEndsAt: '2026-07-01T00:00:00Z',
      price: 3000,
      tax: 500,
      ...facts,
    });

  const declaration = (
    subscriptionId: string,
    more: Partial<CancellationRequest> = {},
  ): CancellationRequest => ({
    subscriptionId,
    kind: 'ordinary',
    effective: null,
    wishedEnd: null,
    ground: null,
    reason: { code: 'unused', comment: null },
    quote: null,
    externalRef: null,
    door: 'my_account',
    actor: customerActor,
    visibility: null,
    ...more,
  });

  async function declare(...all: CancellationRequest[]): Promise<Receipt[]> {
    const answers = await requests.run(all);
    for (const answer of answers) if (answer instanceof Error) throw answer;
    return answers as Receipt[];
  }
  const row = async (text: string, ...parameters: unknown[]): Promise<Record<string, unknown>> =>
    (await world.rows(text, parameters))[0] ?? {};
  const stateOf = async (id: string): Promise<unknown> =>
    (await row(`select state from cancellation where id = $1`, id))['state'];
  const subscriptionOf = (id: string): Promise<Record<string, unknown>> =>
    row(`select * from subscription where id = $1`, id);

  it('attaches the second of two withdrawals at once to the first, not to what both replaced', async () => {
    const { subscriptionId } = await addMonthly({ startedAt: '2026-06-01T00:00:00Z' });
    const [ordinary] = await declare(declaration(subscriptionId));
    await apply.run([ordinary!.id]);
    const again = declaration(subscriptionId, { kind: 'withdrawal' });
    const [first, second] = await declare(again, again);
    expect([first!.attached, second!.attached].sort()).toEqual([false, true]);
    expect(first!.id).toBe(second!.id);
    expect(await stateOf(first!.id)).toBe('requested');
    expect(await stateOf(ordinary!.id)).toBe('revoked');
  });

  it('refuses a faulty declaration alone, not those that came with it', async () => {
    const { subscriptionId } = await addMonthly();
    const { subscriptionId: other } = await addMonthly();
    const answers = await requests.run([
      declaration(subscriptionId),
      declaration(other, { kind: 'extraordinary', ground: null }),
    ]);
    expect(answers[0]).toMatchObject({ attached: false });
    expect(answers[1]).toBeInstanceOf(Error);
    expect(await world.rows(`select 1 from cancellation where state = 'requested'`)).toHaveLength(
      1,
    );
  });

  it('takes no instant that leaves the four-digit years by its zone', () => {
    expect(parseInstant('9999-12-31T23:59:59-23:59')).toBeNull();
    expect(parseInstant('0001-01-01T00:00:00+23:59')).toBeNull();
    expect(parseInstant('9999-12-31T23:59:59Z')).not.toBeNull();
  });

  it('pays no quote out whose end was put off afterwards', async () => {
    const { subscriptionId } = await addMonthly();
    const offered = await options.run(subscriptionId, null);
    const immediate = offered.options.find(
      ({ effective, kind }) => effective === 'immediate' && kind === 'ordinary',
    );
    expect(immediate?.refund.amount).toBe(2000);
    const before = await world.everythingBut();
    const [answer] = await requests.run([
      declaration(subscriptionId, {
        quote: immediate!.quote,
        wishedEnd: new Date('2026-06-30T12:00:00Z'),
      }),
    ]);
    expect(answer).toMatchObject({ code: 'invalid_input' });
    expect(await world.everythingBut()).toBe(before);
  });

  it('takes a quote whatever the letters of the id are', async () => {
    const { subscriptionId } = await addMonthly();
    const { quote } = (await options.run(subscriptionId, null)).options[0]!;
    const [receipt] = await declare(declaration(subscriptionId.toUpperCase(), { quote }));
    expect(await stateOf(receipt!.id)).toBe('requested');
  });

  it('gives no second month to who cancelled before the renewal and is decided after it', async () => {
    const { subscriptionId } = await addMonthly();
    world.clock.set('2026-06-30T23:59:50Z');
    const [receipt] = await declare(declaration(subscriptionId));
    world.clock.set('2026-07-01T00:00:10Z');
    await new RenewSubscriptions(world.em, world.clock).run();
    await apply.run([receipt!.id]);
    const { state, effective_at: endsAt } = await row(
      `select state, effective_at from cancellation where id = $1`,
      receipt!.id,
    );
    expect(state).toBe('completed');
    expect(new Date(endsAt as string)).toEqual(new Date('2026-07-01T00:00:00Z'));
    // What waits for its decision is not renewed, so nobody is billed for the month after the end.
    const billed = await world.rows(`select status from invoice where subscription_id = $1`, [
      subscriptionId,
    ]);
    expect(billed).toEqual([{ status: 'paid' }]);
    expect(await world.rows(`select 1 from refund`)).toEqual([]);
  });

  it('bills nothing after the end that a quote bound, though the period was renewed meanwhile', async () => {
    const { subscriptionId } = await addMonthly();
    world.clock.set('2026-06-30T23:55:00Z');
    const { quote } = (await options.run(subscriptionId, null)).options.find(
      ({ effective }) => effective === 'end_of_period',
    )!;
    world.clock.set('2026-07-01T00:05:00Z');
    await new RenewSubscriptions(world.em, world.clock).run();
    const [receipt] = await declare(declaration(subscriptionId, { quote }));
    await apply.run([receipt!.id]);
    expect(await stateOf(receipt!.id)).toBe('completed');
    expect(await world.rows(`select amount from credit_note`)).toEqual([{ amount: '3000' }]);
    expect(await world.rows(`select 1 from refund`)).toEqual([]);
  });

  it('keeps the right of who declared before a fixed term ended, though it expired meanwhile', async () => {
    const { subscriptionId } = await addMonthly({
      autoRenew: false,
      endsAt: '2026-07-01T00:00:00Z',
    });
    const [receipt] = await declare(declaration(subscriptionId, { effective: 'immediate' }));
    await world.rows(
      `update subscription set status = 'expired', next_invoice_at = null where id = $1`,
      [subscriptionId],
    );
    world.clock.set('2026-07-02T00:00:00Z');
    await apply.run([receipt!.id]);
    expect(await stateOf(receipt!.id)).toBe('completed');
    expect(await world.rows(`select amount from refund`)).toEqual([{ amount: '2000' }]);
  });

  it('sets the next invoice after the renewed period when a missed notice is taken back', async () => {
    await addMonthly();
    await world.rows(`update plan set notice_days = 30`);
    const { subscriptionId } = await addMonthly();
    const [receipt] = await declare(declaration(subscriptionId));
    await apply.run([receipt!.id]);
    world.clock.set('2026-07-01T00:00:10Z');
    await new RenewSubscriptions(world.em, world.clock).run();
    await new RevokeCancellation(world.em, world.clock, world.hints).run(
      receipt!.id,
      customerActor,
      null,
    );
    const after = await subscriptionOf(subscriptionId);
    expect(after).toMatchObject({ status: 'active', auto_renew: true, ends_at: null });
    expect(new Date(after['next_invoice_at'] as string)).toEqual(new Date('2026-08-01T00:00:00Z'));
  });

  it('ends with the period that the renewal will give, also where the periods lie off the start', async () => {
    await addMonthly();
    await world.rows(`update plan set notice_days = 30`);
    const { subscriptionId } = await addMonthly({ startedAt: '2026-05-11T14:23:00Z' });
    const [receipt] = await declare(declaration(subscriptionId));
    await apply.run([receipt!.id]);
    const { ends_at: endsAt } = await subscriptionOf(subscriptionId);
    expect(new Date(endsAt as string)).toEqual(new Date('2026-08-01T00:00:00Z'));
  });

  it('completes a wished end a few hours into a period that is shorter than a day', async () => {
    const { subscriptionId } = await addMonthly();
    const wishedEnd = new Date('2026-07-01T05:00:00Z');
    const [receipt] = await declare(
      declaration(subscriptionId, { effective: 'immediate', wishedEnd }),
    );
    await apply.run([receipt!.id]);
    world.clock.set('2026-07-01T00:00:10Z');
    await new RenewSubscriptions(world.em, world.clock).run();
    expect((await options.run(subscriptionId, null)).route).toBe('none');
    world.clock.set('2026-07-01T05:00:10Z');
    await new DueCancellations(world.em, world.clock, apply).run();
    expect(await stateOf(receipt!.id)).toBe('completed');
  });

  async function inReview(): Promise<{ id: string; subscriptionId: string }> {
    const { subscriptionId } = await addMonthly();
    const [receipt] = await declare(
      declaration(subscriptionId, { kind: 'extraordinary', ground: 'It never worked.' }),
    );
    await apply.run([receipt!.id]);
    return { id: receipt!.id, subscriptionId };
  }

  it('audits the proposal that stood before, and keeps the text to the customer out of decisions', async () => {
    const { id } = await inReview();
    const review = new ReviewCancellation(world.em, world.clock, world.hints);
    const approval = { verdict: 'approve', message: 'Dear Anna Kowalska, …' } as const;
    expect(await review.run(id, approval, staff('agent'))).toBe('proposed');
    expect(await review.run(id, approval, staff('supervisor'))).toBe('decided');
    await apply.run([id]);
    expect(await stateOf(id)).toBe('completed');
    const lines = await world.rows<{ action: string; before: string }>(
      `select action, (before -> 'proposal')::text as before from audit_entry
        where cancellation_id = $1 and action in ('cancellation.proposed', 'cancellation.reviewed') order by id`,
      [id],
    );
    expect(lines[0]).toEqual({ action: 'cancellation.proposed', before: 'null' });
    expect(JSON.parse(lines[1]!.before)).toMatchObject({ verdict: 'approve', overrides: false });
    expect(
      JSON.stringify(await world.rows(`select facts::text, document::text from decision`)),
    ).not.toContain('Kowalska');
    expect(JSON.stringify(await world.rows(`select before, after from audit_entry`))).not.toContain(
      'Kowalska',
    );
    const [mail] = await world.rows(
      `select data::text from notification where template = 'completed'`,
    );
    expect(mail).toEqual({ data: expect.stringContaining('Dear Anna Kowalska') });
  });

  it('does not let an approval carry a fixed term beyond its end', async () => {
    const { subscriptionId } = await addMonthly({
      autoRenew: false,
      endsAt: '2026-07-01T00:00:00Z',
    });
    const [receipt] = await declare(
      declaration(subscriptionId, { kind: 'extraordinary', ground: 'It never worked.' }),
    );
    await apply.run([receipt!.id]);
    const review = new ReviewCancellation(world.em, world.clock, world.hints);
    const approval = { verdict: 'approve', effectiveAt: new Date('2031-01-01T00:00:00Z') } as const;
    await review.run(receipt!.id, approval, staff('agent'));
    await review.run(receipt!.id, approval, staff('supervisor'));
    await apply.run([receipt!.id]);
    const { ends_at: endsAt } = await subscriptionOf(subscriptionId);
    expect(new Date(endsAt as string)).toEqual(new Date('2026-07-01T00:00:00Z'));
  });

  it('hands what one account sends in masses to people, and counts no further than it must', async () => {
    const ids: string[] = [];
    while (ids.length < 12) ids.push((await addMonthly()).subscriptionId);
    const { accountId } = await addMonthly();
    await world.rows(`update subscription set account_id = $1 where id = any($2::uuid[])`, [
      accountId,
      ids,
    ]);
    const receipts = await declare(...ids.map((id) => declaration(id)));
    await apply.run(receipts.map(({ id }) => id));
    const states = await world.rows(
      `select state, count(*)::int as n from cancellation where id = any($1::uuid[]) group by 1 order by 1`,
      [receipts.map(({ id }) => id)],
    );
    expect(states).toEqual([
      { state: 'in_review', n: 2 },
      { state: 'scheduled', n: 10 },
    ]);
  });

  it('replays every decision to the same bytes, and undoes a scheduled end to the same row', async () => {
    const { subscriptionId } = await addMonthly();
    const before = await subscriptionOf(subscriptionId);
    const money = await world.everythingBut(
      'subscription',
      'cancellation',
      'notification',
      'audit_entry',
    );
    const [receipt] = await declare(declaration(subscriptionId));
    await apply.run([receipt!.id]);
    await new RevokeCancellation(world.em, world.clock, world.hints).run(
      receipt!.id,
      customerActor,
      null,
    );
    expect(await subscriptionOf(subscriptionId)).toEqual(before);
    expect(
      await world.everythingBut('subscription', 'cancellation', 'notification', 'audit_entry'),
    ).toBe(money);
    const stored = await world.rows<{ facts: string; document: string; at: string }>(
      `select facts::text, document::text, decided_at as at from decision`,
    );
    const policy = await policyInForce(world.em.fork(), world.clock.now());
    for (const { facts, document, at } of stored) {
      const replayed = decide(JSON.parse(facts) as CancellationFacts, policy, new Date(at));
      expect(decisionBytes(replayed)).toBe(document);
    }
    expect(stored).toHaveLength(1);
  });

  it('gives back no more tax than there was, in refund and credit note together', async () => {
    const { subscriptionId, invoiceId, paymentId } = await addMonthly({
      startedAt: '2026-06-01T00:00:00Z',
      price: 1001,
      tax: 187,
    });
    await world.rows(`update payment set amount = 500, tax = 94 where id = $1`, [paymentId]);
    await world.rows(`update invoice set status = 'open' where id = $1`, [invoiceId]);
    const [receipt] = await declare(declaration(subscriptionId, { kind: 'withdrawal' }));
    await apply.run([receipt!.id]);
    expect(await world.rows(`select amount, tax from refund`)).toEqual([
      { amount: '500', tax: '94' },
    ]);
    expect(await world.rows(`select amount, tax from credit_note`)).toEqual([
      { amount: '501', tax: '93' },
    ]);
  });

  it('does not wait for who only refers to a subscription, as every new declaration does', async () => {
    const { subscriptionId } = await addMonthly();
    const [receipt] = await declare(declaration(subscriptionId));
    await world.em.fork().transactional(async (other) => {
      await sql(other, `select 1 from subscription where id = $1 for key share`, [subscriptionId]);
      await apply.run([receipt!.id]);
      expect(await stateOf(receipt!.id)).toBe('scheduled');
    });
  });

  it('is never caught in a ring of locks by declarations, applying and revoking at once', async () => {
    const ids: string[] = [];
    while (ids.length < 40) ids.push((await addMonthly()).subscriptionId);
    const revoke = new RevokeCancellation(world.em, world.clock, world.hints);
    const faults: unknown[] = [];
    const guarded = (work: Promise<unknown>): Promise<unknown> =>
      work.catch((error: unknown) => {
        const { code } = error as { code?: string };
        if (code !== 'state_conflict') faults.push((error as Error).stack);
      });
    for (let round = 0; round < 6; round += 1) {
      const open = await world.rows<{ id: string }>(
        `select id from cancellation where state in ('requested', 'scheduled') order by random()`,
      );
      const shuffled = [...ids].sort(() => Math.random() - 0.5);
      await Promise.all([
        guarded(requests.run(shuffled.map((id) => declaration(id)))),
        guarded(
          requests.run(
            [...shuffled].reverse().map((id) => declaration(id, { kind: 'withdrawal' })),
          ),
        ),
        guarded(apply.run(open.map(({ id }) => id))),
        ...open.slice(0, 5).map(({ id }) => guarded(revoke.run(id, customerActor, null))),
      ]);
    }
    expect(faults).toEqual([]);
  });
});
