import { DateTime } from 'luxon';
import type { CancellationFacts, Effective } from './cancellation-facts.js';
import type { PolicyDocument } from './policy-document.js';

/** How and when a cancellation would end its subscription. */
export interface End {
  effective: Effective;
  effectiveAt: string;
  notice: { days: number; missed: boolean };
}

/** Days of notice before the renewal: by region after the first term, else by plan and region. */
export function noticeDays(facts: CancellationFacts, policy: PolicyDocument): number {
  const { account, plan, subscription } = facts;
  const afterFirstTerm = policy.notice.afterFirstTerm[account.country];
  if (subscription.termNumber > 1 && afterFirstTerm !== undefined) return afterFirstTerm;
  return policy.notice.byPlan[plan.code]?.[account.country] ?? plan.noticeDays;
}

/** The last instant of the withdrawal period: the end of its last calendar day at the account. */
export function withdrawalDeadline(facts: CancellationFacts, policy: PolicyDocument): string {
  const days = policy.withdrawal.byCountry[facts.account.country] ?? policy.withdrawal.days;
  return DateTime.fromISO(facts.subscription.startedAt, { zone: facts.account.timeZone })
    .plus({ days })
    .endOf('day')
    .toJSDate()
    .toISOString();
}

/**
 * The default end: an auto-renewing plan ends with the paid period, or with the following one when
 * the notice is missed; a plan that does not renew, a withdrawal and a cause end at once. A later
 * wished end is honoured, up to the end the contract has anyway. A quote's end binds, and what a
 * person decided stands above all. Source: design, "Kinds and effect".
 */
export function cancellationEnd(facts: CancellationFacts, policy: PolicyDocument): End {
  const { request } = facts;
  const effective = chosenEffective(facts);
  const days = noticeDays(facts, policy);
  const { endsAt, missed } = endOfPeriod(facts, days);
  const notice = { days, missed: missed && effective === 'end_of_period' };
  if (request.approval?.effectiveAt !== undefined) {
    return { effective, effectiveAt: request.approval.effectiveAt, notice };
  }
  if (
    request.quote !== null &&
    request.quote.effective === effective &&
    request.wishedEnd === null
  ) {
    // 'Now' of an immediate end is the receipt, so that no service is taken away in retrospect.
    const quoted = effective === 'immediate' ? request.requestedAt : request.quote.effectiveAt;
    return { effective, effectiveAt: quoted, notice };
  }
  const earliest = effective === 'immediate' ? request.requestedAt : endsAt;
  return { effective, effectiveAt: laterWish(facts, earliest), notice };
}

function chosenEffective({ request, subscription }: CancellationFacts): Effective {
  if (request.approval?.effective !== undefined) return request.approval.effective;
  if (request.kind !== 'ordinary') return 'immediate';
  return request.effective ?? (subscription.autoRenew ? 'end_of_period' : 'immediate');
}

function endOfPeriod(facts: CancellationFacts, days: number): { endsAt: string; missed: boolean } {
  const { subscription, account, request } = facts;
  if (!subscription.autoRenew) {
    return { endsAt: subscription.endsAt ?? subscription.periodEndsAt, missed: false };
  }
  const zone = { zone: account.timeZone };
  const requestedAt = Date.parse(request.requestedAt);
  const started = DateTime.fromISO(subscription.startedAt, zone);
  let end = DateTime.fromISO(subscription.periodEndsAt, zone);
  // Counted from the first start, so that a subscription begun on the 31st never drifts to the 28th.
  let terms = Math.round(end.diff(started, 'months').months / subscription.intervalMonths);
  const following = (): DateTime => {
    do terms += 1;
    while (started.plus({ months: terms * subscription.intervalMonths }) <= end);
    return started.plus({ months: terms * subscription.intervalMonths });
  };
  // A renewal that is still to be carried out does not shorten the contract.
  while (end.toMillis() < requestedAt) end = following();
  const missed = requestedAt > end.minus({ days }).toMillis();
  if (missed) end = following();
  return { endsAt: end.toJSDate().toISOString(), missed };
}

function laterWish({ request, subscription }: CancellationFacts, earliest: string): string {
  if (request.wishedEnd === null || request.kind === 'withdrawal') return earliest;
  const last = subscription.autoRenew ? null : (subscription.endsAt ?? subscription.periodEndsAt);
  const wished =
    last !== null && Date.parse(request.wishedEnd) > Date.parse(last) ? last : request.wishedEnd;
  return Date.parse(wished) > Date.parse(earliest) ? wished : earliest;
}
