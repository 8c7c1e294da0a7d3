import { DateTime, IANAZone } from 'luxon';
import { prorate } from '../billing/proration.js';

/** What of a subscription says how it goes on; instants, and integer minor units. */
export interface RenewableSubscription {
  /** Anchors the days on which periods end. */
  startedAt: Date;
  /** End of the last period, exclusive: the start of the next. */
  periodEndsAt: Date;
  intervalMonths: number;
  /** When it ends, where that is settled; null while it goes on. */
  endsAt: Date | null;
  /** IANA zone of the account. */
  timeZone: string;
  price: number;
  tax: number;
  currency: string;
}

export interface Period {
  startsAt: Date;
  /** Exclusive. */
  endsAt: Date;
  amount: number;
  tax: number;
}

/**
 * The period after the last one. It ends on the day of the month of the first start, in the account's
 * zone: begun on 31 January, a monthly subscription renews on 28 February and then on 31 March. This
 * is counted from the first start, so nothing drifts; only where the last end does not lie on that
 * grid (imported data) it is counted from the last end.
 *
 * A subscription that ends within the period gets it up to that end, for the price less the unused
 * days; the day on which it ends is not charged.
 *
 * @throws RangeError on an unknown zone or currency, an invalid date, or an end before the period
 */
export function nextPeriod(subscription: RenewableSubscription): Period {
  const { periodEndsAt: startsAt, endsAt, price, tax, currency, timeZone } = subscription;
  const fullEnd = fullPeriodEnd(subscription);
  if (endsAt === null || endsAt >= fullEnd) {
    return { startsAt, endsAt: fullEnd, amount: price, tax };
  }
  if (endsAt <= startsAt) throw new RangeError('The subscription ends before the next period.');
  const unused = prorate({
    paid: price,
    tax,
    alreadyRefunded: 0,
    currency,
    from: startsAt,
    to: fullEnd,
    at: endsAt,
    timeZone,
    convention: 'day_unused',
  });
  return { startsAt, endsAt, amount: price - unused.refund, tax: tax - unused.tax };
}

/** All periods that have begun by `now`, at most `most` of them. */
export function missingPeriods(
  subscription: RenewableSubscription,
  now: Date,
  most: number,
): Period[] {
  const periods: Period[] = [];
  const { endsAt } = subscription;
  let periodEndsAt = subscription.periodEndsAt;
  while (
    periodEndsAt <= now &&
    (endsAt === null || periodEndsAt < endsAt) &&
    periods.length < most
  ) {
    const period = nextPeriod({ ...subscription, periodEndsAt });
    periods.push(period);
    periodEndsAt = period.endsAt;
  }
  return periods;
}

function fullPeriodEnd({
  startedAt,
  periodEndsAt,
  intervalMonths,
  timeZone,
}: RenewableSubscription): Date {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`Unknown time zone ${JSON.stringify(timeZone)}`);
  const local = (date: Date): DateTime => DateTime.fromJSDate(date, { zone });
  const first = local(startedAt);
  const last = local(periodEndsAt);
  if (!first.isValid || !last.isValid) throw new RangeError('A date of the period is invalid.');
  // Always from the start: adding month by month would turn the 31st into the 28th for good.
  const terms = Math.round(
    ((last.year - first.year) * 12 + last.month - first.month) / intervalMonths,
  );
  const onGrid = first.plus({ months: terms * intervalMonths });
  if (onGrid.toMillis() === last.toMillis()) {
    return first.plus({ months: (terms + 1) * intervalMonths }).toJSDate();
  }
  const next = last.plus({ months: intervalMonths });
  // Off the grid by the time of day alone, a month's last day still stands for the first start's.
  const shortened = last.day === last.daysInMonth && first.day > last.day;
  return (
    shortened ? next.set({ day: Math.min(first.day, next.daysInMonth ?? first.day) }) : next
  ).toJSDate();
}
