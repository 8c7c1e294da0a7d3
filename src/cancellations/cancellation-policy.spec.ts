import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Approval, CancellationFacts } from './cancellation-facts.js';
import { decide, decisionBytes, holdCodes, reasonCodes, ruleCodes } from './cancellation-policy.js';
import { defaultPolicyDocument, PolicyDocument } from './policy-document.js';

const policy = { version: 7, document: defaultPolicyDocument };
const at = '2026-11-23T10:00:00.000Z';
const now = new Date(at);

type Change = {
  [Part in keyof CancellationFacts]?: CancellationFacts[Part] extends object
    ? Partial<CancellationFacts[Part]>
    : CancellationFacts[Part];
};

/** Anna's monthly Premium Support, half way through its third month. */
function facts(change: Change = {}): CancellationFacts {
  return {
    request: {
      kind: 'ordinary',
      effective: null,
      wishedEnd: null,
      requestedAt: at,
      actorType: 'customer',
      actorRole: null,
      quote: null,
      approval: null,
      identified: true,
      ...change.request,
    },
    account: { country: 'PL', timeZone: 'Europe/Warsaw', ...change.account },
    plan: {
      code: 'premium_support',
      route: 'self_service',
      segment: 'consumer',
      noticeDays: 0,
      refundSharePercent: 100,
      refundConvention: 'day_used',
      immediateEnd: true,
      ...change.plan,
    },
    subscription: {
      id: '0190a000-0000-7000-8000-000000000001',
      status: 'active',
      autoRenew: true,
      startedAt: '2026-09-09T08:00:00.000Z',
      periodStartsAt: '2026-11-09T09:00:00.000Z',
      periodEndsAt: '2026-12-09T09:00:00.000Z',
      termNumber: 3,
      intervalMonths: 1,
      endsAt: null,
      currency: 'PLN',
      ...change.subscription,
    },
    otherOpen: change.otherOpen ?? false,
    recentCancellations: change.recentCancellations ?? 0,
    invoices: (change.invoices as CancellationFacts['invoices'] | undefined) ?? [invoice()],
  };
}

function invoice(change: Partial<CancellationFacts['invoices'][number]> = {}) {
  return {
    id: 'i1',
    issuedAt: '2026-11-09T09:00:00.000Z',
    periodStartsAt: '2026-11-09T09:00:00.000Z',
    periodEndsAt: '2026-12-09T09:00:00.000Z',
    amount: 3000,
    tax: 561,
    credited: 0,
    status: 'paid' as const,
    payments: [{ id: 'p1', amount: 3000, tax: 561, refunded: 0 }],
    ...change,
  };
}

const approve = (change: Partial<Approval> = {}): Approval => ({
  verdict: 'approve',
  by: { id: 'a', role: 'agent' },
  overrides: false,
  ...change,
});

const fixedTerm = { autoRenew: false, endsAt: '2026-12-09T09:00:00.000Z' };
const young = {
  startedAt: '2026-11-20T09:00:00.000Z',
  periodStartsAt: '2026-11-20T09:00:00.000Z',
  periodEndsAt: '2026-12-20T09:00:00.000Z',
  termNumber: 1,
};
const youngInvoice = invoice({
  periodStartsAt: young.periodStartsAt,
  periodEndsAt: young.periodEndsAt,
});

describe('decide: what the end is', () => {
  const table: [string, Change, string, string[]][] = [
    ['auto-renewing ends with its paid period', {}, 'schedule', []],
    ['a fixed term ends now', { subscription: fixedTerm }, 'complete', []],
    ['immediate where the plan allows it', { request: { effective: 'immediate' } }, 'complete', []],
    [
      'immediate where the plan does not',
      { request: { effective: 'immediate' }, plan: { immediateEnd: false } },
      'reject',
      ['immediate_end'],
    ],
    [
      'staff may end at once all the same',
      {
        request: { effective: 'immediate', actorType: 'staff', actorRole: 'agent' },
        plan: { immediateEnd: false },
      },
      'complete',
      [],
    ],
    [
      'cancelled already',
      { subscription: { status: 'cancelled' } },
      'reject',
      ['already_cancelled'],
    ],
    ['ending already', { subscription: { status: 'ending' } }, 'reject', ['already_cancelled']],
    ['another one is open', { otherOpen: true }, 'reject', ['already_requested']],
    ['expired', { subscription: { status: 'expired' } }, 'reject', ['term_ended']],
    [
      'past its end',
      { subscription: { ...fixedTerm, endsAt: '2026-11-23T09:00:00.000Z' } },
      'reject',
      ['term_ended'],
    ],
    [
      'order support, by the customer',
      { plan: { route: 'order_support' } },
      'review',
      ['order_support_plan'],
    ],
    [
      'order support, by a program',
      { plan: { route: 'order_support' }, request: { actorType: 'client' } },
      'review',
      ['order_support_plan'],
    ],
    [
      'order support, by order support',
      {
        plan: { route: 'order_support', segment: 'commercial' },
        request: { actorType: 'staff', actorRole: 'agent' },
      },
      'schedule',
      [],
    ],
    [
      'commercial, by the customer',
      { plan: { segment: 'commercial' } },
      'review',
      ['commercial_segment'],
    ],
    ['for cause', { request: { kind: 'extraordinary' } }, 'review', ['extraordinary_ground']],
    ['ordinary, by a stranger', { request: { identified: false } }, 'schedule', []],
    [
      'a fixed term, by a stranger, runs to its end',
      { request: { identified: false }, subscription: fixedTerm },
      'schedule',
      [],
    ],
    [
      'order support, by a stranger',
      { request: { identified: false }, plan: { route: 'order_support' } },
      'review',
      ['order_support_plan'],
    ],
    [
      'by a stranger, though another one is open',
      { request: { identified: false }, otherOpen: true },
      'reject',
      ['already_requested'],
    ],
    [
      'for cause, by a stranger',
      { request: { identified: false, kind: 'extraordinary' } },
      'review',
      ['extraordinary_ground', 'unverified_identity'],
    ],
    [
      'a withdrawal in time, by a stranger',
      {
        request: { identified: false, kind: 'withdrawal' },
        subscription: young,
        invoices: [youngInvoice],
      },
      'review',
      ['unverified_identity'],
    ],
    [
      'a withdrawal by a stranger pushes no open one aside',
      {
        request: { identified: false, kind: 'withdrawal' },
        subscription: young,
        invoices: [youngInvoice],
        otherOpen: true,
      },
      'review',
      ['already_requested', 'unverified_identity'],
    ],
    [
      'a withdrawal too late, by a stranger: a person refuses it',
      { request: { identified: false, kind: 'withdrawal' } },
      'review',
      ['unverified_identity', 'withdrawal_period'],
    ],
    [
      'a withdrawal too late, by a stranger, approved by one person',
      { request: { identified: false, kind: 'withdrawal', approval: approve() } },
      'reject',
      ['withdrawal_period'],
    ],
    [
      'a withdrawal in time, by a stranger, approved',
      {
        request: { identified: false, kind: 'withdrawal', approval: approve() },
        subscription: young,
        invoices: [youngInvoice],
      },
      'complete',
      [],
    ],
    ['the tenth in a day', { recentCancellations: 9 }, 'schedule', []],
    ['the eleventh in a day', { recentCancellations: 10 }, 'review', ['unusual_volume']],
    [
      'the worst answer stands',
      { recentCancellations: 10, subscription: { status: 'cancelled' } },
      'reject',
      ['already_cancelled'],
    ],
    [
      'a withdrawal in time',
      { request: { kind: 'withdrawal' }, subscription: young, invoices: [youngInvoice] },
      'complete',
      [],
    ],
    ['a withdrawal too late', { request: { kind: 'withdrawal' } }, 'reject', ['withdrawal_period']],
    [
      'a withdrawal by a business',
      {
        request: { kind: 'withdrawal', actorType: 'staff', actorRole: 'agent' },
        subscription: young,
        plan: { segment: 'commercial' },
      },
      'reject',
      ['withdrawal_period'],
    ],
    [
      'approved in review',
      { plan: { route: 'order_support' }, request: { approval: approve() } },
      'schedule',
      [],
    ],
    [
      'rejected in review',
      { request: { approval: approve({ verdict: 'reject' }) } },
      'reject',
      ['staff_decision'],
    ],
    [
      'one person cannot override a rejection',
      { request: { kind: 'withdrawal', approval: approve() } },
      'reject',
      ['withdrawal_period'],
    ],
    [
      'two people can',
      { request: { kind: 'withdrawal', approval: approve({ overrides: true }) } },
      'complete',
      [],
    ],
    [
      'nobody ends what is ended',
      {
        subscription: { status: 'cancelled' },
        request: { approval: approve({ overrides: true }) },
      },
      'reject',
      ['already_cancelled'],
    ],
  ];
  it.each(table)('%s', (_name, change, outcome, codes) => {
    const decision = decide(facts(change), policy, now);
    expect(decision.outcome).toBe(outcome);
    if (decision.end !== 'allow') expect(reasonCodes(decision)).toEqual(codes);
    // Whatever the answer, every rule has spoken, each once.
    expect(decision.rules.map(({ code }) => code)).toEqual([...ruleCodes]);
    expect(decision.policyVersion).toBe(7);
  });
});

describe('decide: facts from before the door without sign-in', () => {
  it('count as identified and replay without the rule about it', () => {
    const { identified, ...request } = facts({ request: { kind: 'extraordinary' } }).request;
    const decision = decide({ ...facts(), request }, policy, now);
    expect(identified).toBe(true);
    expect(reasonCodes(decision)).toEqual(['extraordinary_ground']);
    expect(decision.rules.map(({ code }) => code)).toEqual(
      ruleCodes.filter((code) => code !== 'unverified_identity'),
    );
  });
});

describe('decide: when it ends', () => {
  const endOf = (change: Change, document: PolicyDocument = defaultPolicyDocument): string =>
    decide(facts(change), { version: 1, document }, now).effectiveAt;

  it('is the end of the paid period', () => {
    expect(endOf({})).toBe('2026-12-09T09:00:00.000Z');
  });
  it('is the following period when the notice is missed, by plan and by region', () => {
    const inThirtyDays = { plan: { noticeDays: 30 } };
    expect(endOf(inThirtyDays)).toBe('2027-01-09T09:00:00.000Z');
    expect(endOf({ plan: { noticeDays: 16 } })).toBe('2027-01-09T09:00:00.000Z');
    expect(endOf({ plan: { noticeDays: 15 } })).toBe('2026-12-09T09:00:00.000Z');
    expect(endOf({ account: { country: 'IN', timeZone: 'Asia/Kolkata' } })).toBe(
      '2027-01-09T09:00:00.000Z',
    );
  });
  it('follows the region after the first term', () => {
    const document = Object.assign(new PolicyDocument(), {
      notice: { byPlan: {}, afterFirstTerm: { PL: 0 } },
    });
    expect(endOf({ plan: { noticeDays: 30 } }, document)).toBe('2026-12-09T09:00:00.000Z');
    expect(endOf({ plan: { noticeDays: 30 }, subscription: { termNumber: 1 } }, document)).toBe(
      '2027-01-09T09:00:00.000Z',
    );
  });
  it('never drifts from the day of the start', () => {
    const subscription = {
      startedAt: '2026-01-31T11:00:00.000Z',
      periodStartsAt: '2026-10-31T11:00:00.000Z',
      periodEndsAt: '2026-11-30T11:00:00.000Z',
    };
    expect(endOf({ subscription, plan: { noticeDays: 30 } })).toBe('2026-12-31T11:00:00.000Z');
  });
  it('honours a later wish, and only a later one', () => {
    const later = '2027-02-01T00:00:00.000Z';
    expect(endOf({ request: { wishedEnd: later } })).toBe(later);
    expect(endOf({ request: { wishedEnd: '2026-11-24T00:00:00.000Z' } })).toBe(
      '2026-12-09T09:00:00.000Z',
    );
    // A contract that ends anyway cannot be made longer by cancelling it.
    expect(endOf({ request: { wishedEnd: later }, subscription: fixedTerm })).toBe(
      fixedTerm.endsAt,
    );
  });
});

describe('decide: what goes back', () => {
  const settled = (change: Change) => decide(facts(change), policy, now);

  it('nothing at the end of the period', () => {
    const decision = settled({});
    expect(decision.settlement.refund).toEqual({ amount: 0, net: 0, tax: 0 });
    expect(decision.refund).toBe('none');
  });
  it('unused days of an immediate end: 15 of 30, the day itself used', () => {
    const { settlement, refund } = settled({ request: { effective: 'immediate' } });
    expect(settlement.refund).toEqual({ amount: 1500, net: 1219, tax: 281 });
    expect(refund).toBe('pay');
  });
  it('the share that the plan says', () => {
    const change = {
      request: { effective: 'immediate' as const },
      plan: { refundSharePercent: 50 },
    };
    expect(settled(change).settlement.refund.amount).toBe(750);
  });
  it('everything for a withdrawal, unpaid parts as a credit note', () => {
    const half = {
      ...youngInvoice,
      status: 'open' as const,
      payments: [{ id: 'p1', amount: 1000, tax: 187, refunded: 0 }],
    };
    const { settlement } = settled({
      request: { kind: 'withdrawal' },
      subscription: young,
      invoices: [half],
    });
    expect(settlement.refunds).toEqual([{ paymentId: 'p1', amount: 1000, tax: 187 }]);
    expect(settlement.creditNotes).toEqual([{ invoiceId: 'i1', amount: 2000, tax: 374 }]);
    expect(settlement.outstanding).toBe(0);
  });
  it('earlier refunds count', () => {
    const paid = invoice({ payments: [{ id: 'p1', amount: 3000, tax: 561, refunded: 2000 }] });
    const { settlement } = settled({ request: { effective: 'immediate' }, invoices: [paid] });
    expect(settlement.refund.amount).toBe(1000);
  });
  it('is held for a balance, and the end is not delayed', () => {
    const owed = invoice({
      id: 'i0',
      periodStartsAt: '2026-10-09T08:00:00.000Z',
      periodEndsAt: '2026-11-09T09:00:00.000Z',
      status: 'open',
      payments: [],
    });
    const decision = settled({ request: { effective: 'immediate' }, invoices: [owed, invoice()] });
    expect(decision.outcome).toBe('complete');
    expect(decision.refund).toBe('hold');
    expect(holdCodes(decision)).toEqual(['outstanding_balance']);
  });
  it.each([
    [50_000, null, 'pay'],
    [50_001, null, 'hold'],
    [50_001, approve(), 'hold'],
    [50_001, approve({ by: { id: 's', role: 'supervisor' } }), 'pay'],
    [500_001, approve({ by: { id: 's', role: 'supervisor' } }), 'hold'],
    [500_001, approve({ overrides: true }), 'pay'],
  ])('of %d by %j is %s', (amount, approval, verdict) => {
    const big = { ...youngInvoice, amount, payments: [{ id: 'p1', amount, tax: 0, refunded: 0 }] };
    const decision = settled({
      request: { kind: 'withdrawal', approval },
      subscription: young,
      invoices: [big],
    });
    expect(decision.refund).toBe(verdict);
    expect(decision.outcome).toBe('complete');
  });
  it('is what a quote promised, though the day has changed since', () => {
    const quote = {
      subscriptionId: facts().subscription.id,
      kind: 'ordinary' as const,
      effective: 'immediate' as const,
      effectiveAt: '2026-11-22T22:55:00.000Z',
      refund: { amount: 1600, currency: 'PLN' },
      issuedAt: '2026-11-22T22:55:00.000Z',
      expiresAt: '2026-11-22T23:10:00.000Z',
    };
    const { settlement } = settled({ request: { effective: 'immediate', quote } });
    expect(settlement.refund.amount).toBe(1600);
  });
});

describe('decide: properties', () => {
  const anyFacts = fc
    .record({
      kind: fc.constantFrom('ordinary' as const, 'extraordinary' as const, 'withdrawal' as const),
      effective: fc.constantFrom(null, 'immediate' as const, 'end_of_period' as const),
      autoRenew: fc.boolean(),
      status: fc.constantFrom(
        'active' as const,
        'ending' as const,
        'cancelled' as const,
        'expired' as const,
      ),
      staff: fc.boolean(),
      identified: fc.constantFrom(undefined, true, false),
      recent: fc.integer({ min: 0, max: 20 }),
      amount: fc.integer({ min: 1, max: 10_000_000 }),
      paidPart: fc.integer({ min: 0, max: 100 }),
      refundedPart: fc.integer({ min: 0, max: 100 }),
      minutes: fc.integer({ min: 0, max: 43_000 }),
    })
    .map((g) => {
      const paid = Math.floor((g.amount * g.paidPart) / 100);
      const payments =
        paid === 0
          ? []
          : [
              {
                id: 'p1',
                amount: paid,
                tax: Math.floor(paid / 5),
                refunded: Math.floor((paid * g.refundedPart) / 100),
              },
            ];
      return facts({
        request: {
          kind: g.kind,
          effective: g.effective,
          actorType: g.staff ? 'staff' : 'customer',
          actorRole: g.staff ? 'agent' : null,
          ...(g.identified === undefined ? {} : { identified: g.identified }),
          requestedAt: new Date(
            Date.parse('2026-11-09T09:00:00Z') + g.minutes * 60_000,
          ).toISOString(),
        },
        subscription: {
          status: g.status,
          autoRenew: g.autoRenew,
          endsAt: g.autoRenew ? null : fixedTerm.endsAt,
        },
        recentCancellations: g.recent,
        invoices: [
          invoice({
            amount: g.amount,
            tax: Math.floor(g.amount / 5),
            payments,
            status: paid === g.amount ? 'paid' : 'open',
          }),
        ],
      });
    });

  it('replays to the same bytes, also from what JSON kept', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const first = decisionBytes(decide(given, policy, now));
        const stored = JSON.parse(JSON.stringify(given)) as CancellationFacts;
        expect(decisionBytes(decide(stored, policy, now))).toBe(first);
      }),
    );
  });
  it('ends nothing at once, and refuses no cause and no withdrawal, for a stranger', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const stranger = { ...given, request: { ...given.request, identified: false } };
        const decision = decide(stranger, policy, new Date(given.request.requestedAt));
        expect(decision.outcome).not.toBe('complete');
        if (given.request.kind !== 'ordinary') expect(decision.outcome).toBe('review');
      }),
    );
  });
  it('never gives back more than was paid and not yet refunded, nor credits what was paid', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const { settlement } = decide(given, policy, now);
        for (const invoiced of given.invoices) {
          const paid = invoiced.payments.reduce((sum, p) => sum + p.amount, 0);
          const refunded = invoiced.payments.reduce((sum, p) => sum + p.refunded, 0);
          expect(settlement.refund.amount).toBeLessThanOrEqual(paid - refunded);
          expect(settlement.creditNote.amount).toBeLessThanOrEqual(invoiced.amount - paid);
        }
        expect(settlement.refund.net + settlement.refund.tax).toBe(settlement.refund.amount);
        for (const part of settlement.refunds) expect(part.amount).toBeGreaterThan(0);
      }),
    );
  });
});
