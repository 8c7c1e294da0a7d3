import { minorUnitDigits } from '../shared/money.js';
import {
  cancellationEnd,
  withdrawalDeadline,
  withdrawalIsOpen,
  type End,
} from './cancellation-end.js';
import type {
  Approval,
  CancellationFacts,
  CancellationKind,
  Effective,
} from './cancellation-facts.js';
import { settle, type Settlement } from './cancellation-settlement.js';
import type { PolicyDocument } from './policy-document.js';

export type {
  Approval,
  CancellationFacts,
  CancellationKind,
  Effective,
  Quote,
} from './cancellation-facts.js';

export type EndVerdict = 'allow' | 'review' | 'reject';
export type RefundVerdict = 'pay' | 'hold' | 'none';

export const ruleCodes = [
  'already_cancelled',
  'already_requested',
  'term_ended',
  'order_support_plan',
  'commercial_segment',
  'extraordinary_ground',
  'unverified_identity',
  'unusual_volume',
  'notice_period',
  'withdrawal_period',
  'immediate_end',
  'staff_decision',
  'outstanding_balance',
  'refund_over_limit',
] as const;
export type RuleCode = (typeof ruleCodes)[number];

/** What one rule says. `detail` is for people who review; customers read a text made from `code`. */
export interface RuleReport {
  code: RuleCode;
  speaksTo: 'end' | 'refund';
  passed: boolean;
  verdict: EndVerdict | RefundVerdict;
  detail: string;
}

export interface Decision {
  outcome: 'complete' | 'schedule' | 'review' | 'reject';
  policyVersion: number;
  kind: CancellationKind;
  effective: Effective;
  effectiveAt: string;
  end: EndVerdict;
  refund: RefundVerdict;
  rules: RuleReport[];
  settlement: Settlement;
}

/** A policy as it is in force: its number and its parameters. */
export interface PolicyInForce {
  version: number;
  document: PolicyDocument;
}

interface Context {
  facts: CancellationFacts;
  policy: PolicyDocument;
  end: End;
  settlement: Settlement;
}

/** What a rule answers: whether it passed, and if not, how grave that is. */
type Rule = (context: Context) => { passed: boolean; otherwise: EndVerdict; detail: string };
type RefundRule = (context: Context) => { passed: boolean; detail: string };

/**
 * The one eligibility function: the Cancel button, the preview, the worker, the console and
 * simulations ask it alone. Every rule runs and reports; for the end and for the refund apart, the
 * worst answer stands. Pure: time of judgement is the receipt (`facts.request.requestedAt`), so a
 * slow queue takes no right away; `now` says whether the end is still to come.
 * Source: design, "Eligibility policy".
 */
export function decide(facts: CancellationFacts, policy: PolicyInForce, now: Date): Decision {
  const end = cancellationEnd(facts, policy.document);
  const settlement = settle(facts, end);
  const context: Context = { facts, policy: policy.document, end, settlement };
  const endReports = endRules
    .filter(([code]) => existed(code, facts))
    .map(([code, rule]) => endReport(code, rule(context), facts));
  const refundReports = refundRules.map(([code, rule]): RuleReport => {
    const { passed, detail } = rule(context);
    return { code, speaksTo: 'refund', passed, verdict: passed ? 'pay' : 'hold', detail };
  });
  const verdict = worstEnd(endReports);
  return {
    outcome: outcomeOf(verdict, end, now),
    policyVersion: policy.version,
    kind: facts.request.kind,
    effective: end.effective,
    effectiveAt: end.effectiveAt,
    end: verdict,
    refund: worstRefund(refundReports, settlement),
    rules: [...endReports, ...refundReports],
    settlement,
  };
}

/** The decision as it is stored and replayed: key order is the order of its making. */
export function decisionBytes(decision: Decision): string {
  return JSON.stringify(decision);
}

/** What holds the refund, for the refund's row and the mail. */
export function holdCodes(decision: Decision): RuleCode[] {
  return decision.rules.filter((r) => r.speaksTo === 'refund' && !r.passed).map((r) => r.code);
}

/** The codes that refuse the end or hand it to people. */
export function reasonCodes(decision: Decision): RuleCode[] {
  return decision.rules
    .filter((r) => r.speaksTo === 'end' && !r.passed && r.verdict === decision.end)
    .map((r) => r.code);
}

/** A decision from before a rule replays without it, to the same bytes. */
function existed(code: RuleCode, { request }: CancellationFacts): boolean {
  return code !== 'unverified_identity' || request.identified !== undefined;
}

/**
 * Whether somebody whom nobody knows asks for more than the end of the period: that is for staff to
 * decide, a refusal included. Source: contract, "Customer doors".
 */
const strangerAsksForMore = ({ request }: CancellationFacts): boolean =>
  request.identified === false && request.kind !== 'ordinary';

const isStaff = ({ facts }: Context): boolean => facts.request.actorType === 'staff';

const endRuleTable: Partial<Record<RuleCode, Rule>> = {
  already_cancelled: ({ facts: { subscription } }) => ({
    passed: subscription.status !== 'cancelled' && subscription.status !== 'ending',
    otherwise: 'reject',
    detail: `The subscription is ${subscription.status}.`,
  }),
  already_requested: ({ facts }) => ({
    passed: !facts.otherOpen,
    otherwise: 'reject',
    detail: facts.otherOpen ? 'Another cancellation is open.' : 'No other cancellation is open.',
  }),
  term_ended: ({ facts: { subscription, request } }) => {
    // One that ran out while the declaration waited had not ended when it came.
    const ended =
      subscription.endsAt === null
        ? subscription.status === 'expired'
        : subscription.endsAt <= request.requestedAt;
    return {
      passed: !ended,
      otherwise: 'reject',
      detail: ended ? `The term ended at ${subscription.endsAt}.` : 'The term runs.',
    };
  },
  order_support_plan: (context) => ({
    passed: context.facts.plan.route === 'self_service' || isStaff(context),
    otherwise: 'review',
    detail: `The plan's route is ${context.facts.plan.route}.`,
  }),
  commercial_segment: (context) => ({
    passed: context.facts.plan.segment === 'consumer' || isStaff(context),
    otherwise: 'review',
    detail: `The plan's segment is ${context.facts.plan.segment}.`,
  }),
  extraordinary_ground: ({ facts: { request } }) => ({
    passed: request.kind !== 'extraordinary',
    otherwise: 'review',
    detail: `The kind is ${request.kind}.`,
  }),
  unverified_identity: ({ facts }) => ({
    passed: !strangerAsksForMore(facts),
    otherwise: 'review',
    detail:
      facts.request.identified === false
        ? 'Declared without sign-in.'
        : 'The door knows who declares.',
  }),
  unusual_volume: ({ facts, policy }) => ({
    passed: facts.recentCancellations < policy.unusualVolume.perAccountIn24Hours,
    otherwise: 'review',
    detail:
      `${facts.recentCancellations} earlier cancellations of the account in 24 hours, ` +
      `at most ${policy.unusualVolume.perAccountIn24Hours} go through with this one.`,
  }),
  notice_period: ({ end }) => ({
    passed: !end.notice.missed,
    otherwise: 'allow',
    detail: end.notice.missed
      ? `Inside the ${end.notice.days} days of notice: it ends with the following period.`
      : `The notice is ${end.notice.days} days before the renewal.`,
  }),
  withdrawal_period: ({ facts, policy }) => {
    const deadline = withdrawalDeadline(facts, policy);
    const open = withdrawalIsOpen(facts, policy);
    return {
      passed: facts.request.kind !== 'withdrawal' || open,
      otherwise: 'reject',
      detail:
        facts.plan.segment === 'consumer'
          ? `Withdrawal is possible until ${deadline}.`
          : 'Withdrawal is a right of consumers.',
    };
  },
  immediate_end: (context) => {
    const { request, plan, subscription } = context.facts;
    const asked =
      request.kind === 'ordinary' && request.effective === 'immediate' && subscription.autoRenew;
    return {
      passed: !asked || plan.immediateEnd || isStaff(context),
      otherwise: 'reject',
      detail: plan.immediateEnd
        ? 'The plan may be ended at once.'
        : 'The plan ends with its paid period only.',
    };
  },
  staff_decision: ({ facts: { request } }) => ({
    passed: request.approval?.verdict !== 'reject',
    otherwise: 'reject',
    detail:
      request.approval === null
        ? 'No person has decided.'
        : `Order support decided: ${request.approval.verdict}${why(request.approval)}.`,
  }),
};
const endRules = Object.entries(endRuleTable) as [RuleCode, Rule][];

const refundRuleTable: Partial<Record<RuleCode, RefundRule>> = {
  outstanding_balance: ({ settlement }) => ({
    passed: settlement.outstanding === 0,
    detail: `Owed after the credit notes: ${settlement.outstanding} ${settlement.currency} (minor units).`,
  }),
  refund_over_limit: (context) => {
    const limit = refundLimit(context.facts, context.policy, context.settlement.currency);
    const { amount } = context.settlement.refund;
    return {
      passed: limit === null || amount <= limit,
      detail:
        limit === null
          ? `${amount} minor units, agreed by two people.`
          : `${amount} of at most ${limit} minor units.`,
    };
  },
};
const refundRules = Object.entries(refundRuleTable) as [RuleCode, RefundRule][];

/** Minor units that go out without a further person; null where two people have agreed already. */
function refundLimit(
  { request }: CancellationFacts,
  policy: PolicyDocument,
  currency: string,
): number | null {
  if (request.approval?.overrides) return null;
  const role = request.approval?.by.role ?? request.actorRole;
  const units =
    role === 'supervisor' || role === 'administrator'
      ? policy.refundLimits.supervisor
      : policy.refundLimits.agent;
  return units * 10 ** minorUnitDigits(currency);
}

/** Only where a reason was given: decisions from before reasons replay to the same bytes. */
function why({ reasonCode }: Approval): string {
  return reasonCode === undefined ? '' : ` (${reasonCode})`;
}

/** These no one can override: there is nothing left that could be ended. */
export const finalCodes: readonly RuleCode[] = [
  'already_cancelled',
  'already_requested',
  'term_ended',
];

function endReport(
  code: RuleCode,
  { passed, otherwise, detail }: ReturnType<Rule>,
  facts: CancellationFacts,
): RuleReport {
  const { approval } = facts.request;
  const cleared =
    approval?.verdict === 'approve' &&
    (otherwise === 'review' || (approval.overrides && !finalCodes.includes(code)));
  const asksStaff =
    strangerAsksForMore(facts) || (facts.request.override === true && !finalCodes.includes(code));
  const forStaff = approval === null && otherwise === 'reject' && asksStaff;
  const verdict = passed || cleared ? 'allow' : forStaff ? 'review' : otherwise;
  return { code, speaksTo: 'end', passed, verdict, detail };
}

function worstEnd(rules: RuleReport[]): EndVerdict {
  if (rules.some(({ verdict }) => verdict === 'reject')) return 'reject';
  return rules.some(({ verdict }) => verdict === 'review') ? 'review' : 'allow';
}

function worstRefund(rules: RuleReport[], settlement: Settlement): RefundVerdict {
  if (settlement.refund.amount === 0) return 'none';
  return rules.some((rule) => rule.verdict === 'hold') ? 'hold' : 'pay';
}

function outcomeOf(verdict: EndVerdict, end: End, now: Date): Decision['outcome'] {
  switch (verdict) {
    case 'reject':
      return 'reject';
    case 'review':
      return 'review';
    case 'allow':
      return Date.parse(end.effectiveAt) <= now.getTime() ? 'complete' : 'schedule';
  }
}
