import { DateTime, type IANAZone } from 'luxon';
import { ianaZone } from '../shared/time-zone.js';
import { nextPeriod } from '../subscriptions/next-period.js';
import type { CancellationFacts, Effective, Quote } from './cancellation-facts.js';
import type { PolicyDocument } from './policy-document.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

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
  const zone = ianaZone(facts.account.timeZone);
  const startedAt = Date.parse(facts.subscription.startedAt);
  const localDay = Math.floor((startedAt + zone.offset(startedAt) * MINUTE_MS) / DAY_MS);
  return endOfDay(localDay + days, zone);
}

/** Ends of days by zone and day since 1970-01-01: contracts of a set begin on few days. */
const endsOfDays = new Map<string, string>();
const MOST_ENDS = 20_000;

/** The last millisecond of a calendar day, which the clock may have made shorter or longer. */
function endOfDay(day: number, zone: IANAZone): string {
  const key = `${zone.name} ${day}`;
  const known = endsOfDays.get(key);
  if (known !== undefined) return known;
  const { year, month, day: date } = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
  const end = DateTime.fromObject({ year, month, day: date, hour: 12 }, { zone }).endOf('day');
  const text = end.toJSDate().toISOString();
  if (endsOfDays.size >= MOST_ENDS) endsOfDays.clear();
  endsOfDays.set(key, text);
  return text;
}

/** Whether the statutory right to withdraw is open: consumers, until the deadline. */
export function withdrawalIsOpen(facts: CancellationFacts, policy: PolicyDocument): boolean {
  const { plan, request } = facts;
  return plan.segment === 'consumer' && request.requestedAt <= withdrawalDeadline(facts, policy);
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
    return { effective, effectiveAt: withinTerm(facts, request.approval.effectiveAt), notice };
  }
  const quote = bindingQuote(facts, effective);
  if (quote !== null) {
    // 'Now' of an immediate end is the receipt, so that no service is taken away in retrospect.
    const quoted = effective === 'immediate' ? request.requestedAt : quote.effectiveAt;
    return { effective, effectiveAt: quoted, notice };
  }
  const earliest = effective === 'immediate' ? request.requestedAt : endsAt;
  return { effective, effectiveAt: laterWish(facts, earliest), notice };
}

/**
 * The quote, while what it promised is what happens: its end and its refund belong together, so a
 * later wish or a person's own date sets both aside.
 */
export function bindingQuote({ request }: CancellationFacts, effective: Effective): Quote | null {
  const { quote, wishedEnd, approval } = request;
  if (quote === null || quote.effective !== effective || quote.kind !== request.kind) return null;
  const later = wishedEnd !== null && Date.parse(wishedEnd) > Date.parse(quote.effectiveAt);
  return later || approval?.effectiveAt !== undefined ? null : quote;
}

function chosenEffective({ request, subscription }: CancellationFacts): Effective {
  if (request.approval?.effective !== undefined) return request.approval.effective;
  if (request.kind !== 'ordinary') return 'immediate';
  // A stranger may do no more than stop the renewal. Source: contract, "Customer doors".
  if (request.identified === false) return 'end_of_period';
  return request.effective ?? (subscription.autoRenew ? 'end_of_period' : 'immediate');
}

function endOfPeriod(facts: CancellationFacts, days: number): { endsAt: string; missed: boolean } {
  const { subscription, account, request } = facts;
  if (!subscription.autoRenew) {
    return { endsAt: subscription.endsAt ?? subscription.periodEndsAt, missed: false };
  }
  const zone = { zone: ianaZone(account.timeZone) };
  const requestedAt = Date.parse(request.requestedAt);
  const receipt = Date.parse(periodOfReceipt(facts));
  // Far from the notice period no calendar is needed: its days are at most a clock change longer.
  if (requestedAt < receipt - (days + 1) * DAY_MS) {
    return { endsAt: new Date(receipt).toISOString(), missed: false };
  }
  let end = DateTime.fromMillis(receipt, zone);
  // A renewal that is still to be carried out does not shorten the contract.
  while (end.toMillis() < requestedAt) end = following(facts, end);
  const missed = requestedAt > end.minus({ days }).toMillis();
  if (missed) end = following(facts, end);
  return { endsAt: end.toJSDate().toISOString(), missed };
}

/** The end of the period in which the declaration came: a renewal that overtook it is not held against it. */
function periodOfReceipt({
  invoices,
  subscription,
  request: { requestedAt },
}: CancellationFacts): string {
  const period = invoices.find(
    ({ periodStartsAt, periodEndsAt }) =>
      periodStartsAt <= requestedAt &&
      requestedAt < periodEndsAt &&
      periodEndsAt <= subscription.periodStartsAt,
  );
  return period?.periodEndsAt ?? subscription.periodEndsAt;
}

/** The end of the period after the one that ends at `end`, by the very count that renews it. */
function following({ subscription, account }: CancellationFacts, end: DateTime): DateTime {
  const period = nextPeriod({
    startedAt: new Date(subscription.startedAt),
    periodEndsAt: end.toJSDate(),
    intervalMonths: subscription.intervalMonths,
    endsAt: null,
    timeZone: account.timeZone,
    price: 0,
    tax: 0,
    currency: subscription.currency,
  });
  return DateTime.fromJSDate(period.endsAt, { zone: ianaZone(account.timeZone) });
}

/** No later than the end that a fixed term has anyway. */
function withinTerm({ subscription }: CancellationFacts, wished: string): string {
  const last = subscription.autoRenew ? null : (subscription.endsAt ?? subscription.periodEndsAt);
  return last !== null && Date.parse(wished) > Date.parse(last) ? last : wished;
}

function laterWish(facts: CancellationFacts, earliest: string): string {
  const { request } = facts;
  if (request.wishedEnd === null || request.kind === 'withdrawal') return earliest;
  const wished = withinTerm(facts, request.wishedEnd);
  return Date.parse(wished) > Date.parse(earliest) ? wished : earliest;
}
