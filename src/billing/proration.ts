import { DateTime, IANAZone } from 'luxon';
import { ianaZone } from '../shared/time-zone.js';
import { decimalAmount, halfUpDivide, minorUnitDigits } from '../shared/money.js';

/**
 * How the used part of a period is counted (a plan's choice; contract, `desk refund explain`):
 * - `day_used`: calendar days in the account's time zone, the day of cancellation is used (default);
 * - `day_unused`: calendar days in the account's time zone, the day of cancellation is unused;
 * - `second`: elapsed seconds; an hour that a clock change adds or takes counts as it happened.
 */
export type ProrationConvention = 'day_used' | 'day_unused' | 'second';

export interface ProrationInput extends RefundableAmounts {
  currency: string;
  /** Start of the paid period. */
  from: Date;
  /** End of the paid period, exclusive. */
  to: Date;
  /** The instant from which the service is no longer used. */
  at: Date;
  /** IANA zone of the account; says where a calendar day begins. */
  timeZone: string;
  convention: ProrationConvention;
}

/** What was paid for a period, and what of it has gone back; integer minor units. */
export interface RefundableAmounts {
  /** Captured for the period, tax included. */
  paid: number;
  /** The tax in `paid`. */
  tax: number;
  /** Refunded of `paid` so far, tax included. Above `paid` (a chargeback) nothing is left. */
  alreadyRefunded: number;
  /**
   * The tax in `alreadyRefunded`, as booked. Left out, it is taken pro rata, which is exact for no
   * or one earlier refund. From the second earlier refund on give the booked sum: each of them was
   * rounded, and only the booked sum keeps the tax of all refunds within `tax`.
   */
  alreadyRefundedTax?: number;
}

/** Integer minor units; `net + tax = refund`, none of them negative. */
export interface RefundSplit {
  refund: number;
  net: number;
  tax: number;
}

export interface Proration extends RefundSplit {
  /** Length of the whole period in `unit`. */
  total: number;
  /** What of `total` is left: 0 to `total`. */
  unused: number;
  unit: 'days' | 'seconds';
  /** The computation as plain English sentences, told from the very numbers it was done with. */
  steps: string[];
}

interface Counted {
  total: number;
  unused: number;
  unit: 'days' | 'seconds';
  /** The three instants as the convention sees them: local dates, or UTC to the second. */
  labels: { from: string; to: string; at: string };
}

const SECOND = 1000;
const DAY = 86_400_000;

/**
 * The refund for the unused part of a paid period (contract, `desk refund explain`; issue 2, Money):
 * `paid * unused / total`, rounded half-up to the minor unit, at most `paid - alreadyRefunded`.
 *
 * Its tax is `refund * tax / paid`, rounded half-up, and net is the rest. Where that would bring the
 * tax or the net of all refunds above the tax or net that was paid, the tax gives way, so that
 * successive refunds that exhaust `paid` return exactly `tax`; see `alreadyRefundedTax`.
 *
 * Edge values: before `from` everything is unused, at `to` and after nothing is. Calendar days are
 * the difference of the local dates, so a day of 23 or 25 hours is one day. Instants are cut down to
 * the whole second for `second`. A later `at` never gives a larger refund. Paid 0 refunds 0.
 *
 * @throws RangeError when an amount is negative or no safe integer, tax is above paid, from is not
 *   before to, the period is shorter than one unit of the convention, or a date, zone or currency
 *   is invalid
 */
export function prorate(input: ProrationInput): Proration {
  checkAmounts(input);
  minorUnitDigits(input.currency);
  const counted = count(input);
  const share = Number(
    input.paid === 0
      ? 0n
      : halfUpDivide(BigInt(input.paid) * BigInt(counted.unused), BigInt(counted.total)),
  );
  const split = splitTax(Math.min(share, refundable(input)), input);
  const { total, unused, unit } = counted;
  return {
    total,
    unused,
    unit,
    ...split,
    // Told only when asked for: the text costs more than the computation.
    get steps() {
      return explain(input, counted, share, split);
    },
  };
}

/**
 * The refund of a `withdrawal`: all that was paid and has not gone back yet, with all the tax that
 * has not gone back yet. Integer minor units. When nothing is left, or more than `paid` has gone
 * back already, everything is 0.
 *
 * @throws RangeError when an amount is negative or no safe integer, or tax is above paid
 */
export function fullRefund(amounts: RefundableAmounts): RefundSplit {
  checkAmounts(amounts);
  return splitTax(refundable(amounts), amounts);
}

/**
 * Reads `--from`, `--to` and `--at` of `desk refund explain` (contract): a date such as `2026-01-31`
 * is the first instant of that date in the zone (01:00 where a clock change skips midnight, the
 * earlier one where midnight comes twice); anything else must be an RFC 3339 instant with `Z` or an
 * offset, which needs no zone. Fractions of a second are kept to the millisecond.
 *
 * @throws RangeError when the text is neither, names no real date, or the zone is unknown
 */
export function parseExplainInstant(text: string, zone: string): Date {
  const ianaZone = zoneNamed(zone);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const start = DateTime.fromISO(text, { zone: ianaZone }).startOf('day');
    if (start.isValid && start.toISODate() === text) {
      return new Date(
        Math.min(...start.getPossibleOffsets().map((possible) => possible.toMillis())),
      );
    }
    throw new RangeError(`${JSON.stringify(text)} is not a date of the calendar in ${zone}`);
  }
  const rfc3339 =
    /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,30})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
  const instant = DateTime.fromISO(rfc3339.test(text) ? text.toUpperCase() : '', {
    zone: ianaZone,
  });
  if (!instant.isValid) {
    throw new RangeError(
      `${JSON.stringify(text)} is neither a date (2026-01-31) nor an instant (2026-01-31T09:30:00Z)`,
    );
  }
  return instant.toJSDate();
}

function checkAmounts(amounts: RefundableAmounts): void {
  const { paid, tax, alreadyRefunded, alreadyRefundedTax = 0 } = amounts;
  for (const [name, value] of Object.entries({ paid, tax, alreadyRefunded, alreadyRefundedTax })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(
        `${name} must be a whole number of minor units, 0 or more, not ${value}`,
      );
    }
  }
  if (tax > paid) throw new RangeError(`tax (${tax}) must not be above paid (${paid})`);
  if (alreadyRefundedTax > alreadyRefunded) {
    throw new RangeError(
      `alreadyRefundedTax (${alreadyRefundedTax}) must not be above alreadyRefunded (${alreadyRefunded})`,
    );
  }
}

function refundable({ paid, alreadyRefunded }: RefundableAmounts): number {
  return Math.max(0, paid - alreadyRefunded);
}

/** `refund * tax / paid`, kept within the tax and the net that have not gone back yet. */
function splitTax(refund: number, amounts: RefundableAmounts): RefundSplit {
  if (refund === 0) return { refund: 0, net: 0, tax: 0 };
  const { paid, tax, alreadyRefunded } = amounts;
  const alreadyTax = amounts.alreadyRefundedTax ?? taxShare(alreadyRefunded, amounts);
  const taxLeft = Math.max(0, tax - alreadyTax);
  const netLeft = Math.max(0, paid - tax - (alreadyRefunded - alreadyTax));
  const part = Math.max(refund - netLeft, Math.min(taxShare(refund, amounts), taxLeft));
  return { refund, net: refund - part, tax: part };
}

function taxShare(refund: number, { paid, tax }: RefundableAmounts): number {
  return Number(halfUpDivide(BigInt(refund) * BigInt(tax), BigInt(paid)));
}

/** Names only: whether an offset such as `+02:00` counts as a zone differs between Node versions. */
function zoneNamed(name: string): IANAZone {
  const zone = ianaZone(name);
  if (!zone.isValid || /^[+-]/.test(name))
    throw new RangeError(`Unknown time zone ${JSON.stringify(name)}`);
  return zone;
}

/** Counts the period and what is left of it. */
function count({ from, to, at, timeZone, convention }: ProrationInput): Counted {
  const zone = zoneNamed(timeZone);
  for (const [name, date] of Object.entries({ from, to, at })) {
    if (Number.isNaN(date.getTime())) throw new RangeError(`${name} is not a valid date`);
  }
  if (from >= to) {
    throw new RangeError(
      `from (${from.toISOString()}) must be before to (${to.toISOString()}, exclusive)`,
    );
  }
  const ruler = rulerOf(convention, zone);
  const [start, end, now] = [ruler.position(from), ruler.position(to), ruler.position(at)];
  const total = end - start;
  if (total === 0) {
    throw new RangeError(
      `The period from ${from.toISOString()} to ${to.toISOString()} is shorter than one ${ruler.unit.slice(0, -1)}`,
    );
  }
  const left = Math.max(0, end - now - ruler.usedAtOnce);
  return {
    total,
    unused: at < from ? total : left,
    unit: ruler.unit,
    labels: { from: ruler.label(start), to: ruler.label(end), at: ruler.label(now) },
  };
}

interface Ruler {
  unit: 'days' | 'seconds';
  /** Which unit, counted from the epoch, the instant falls into; never falls as time goes on. */
  position: (instant: Date) => number;
  /** Units that count as used as soon as they begin. */
  usedAtOnce: 0 | 1;
  label: (position: number) => string;
}

function rulerOf(convention: ProrationConvention, zone: IANAZone): Ruler {
  const days = {
    unit: 'days' as const,
    position: (instant: Date): number => calendarDay(instant.getTime(), zone),
    label: (day: number): string => new Date(day * DAY).toISOString().slice(0, 10),
  };
  switch (convention) {
    case 'day_used':
      return { ...days, usedAtOnce: 1 };
    case 'day_unused':
      return { ...days, usedAtOnce: 0 };
    case 'second':
      return {
        unit: 'seconds',
        position: (instant) => Math.floor(instant.getTime() / SECOND),
        usedAtOnce: 0,
        label: (second) => new Date(second * SECOND).toISOString().replace('.000Z', 'Z'),
      };
    default:
      throw new RangeError(`Unknown convention ${JSON.stringify(convention satisfies never)}`);
  }
}

/**
 * The local date as a number of days since 1970-01-01. A clock set back over midnight (St. John's
 * until 2011: 00:01 to 23:01) brings yesterday's date back; the date once reached stands, else a
 * refund would rise with time. Asking for an offset is what costs here, so mornings, which no such
 * change can lead to, are answered at once.
 */
function calendarDay(instant: number, zone: IANAZone): number {
  const offset = (ms: number): number => Math.round(zone.offset(ms) * 60_000);
  const local = instant + offset(instant);
  const day = Math.floor(local / DAY);
  const midnight = (day + 1) * DAY;
  if (midnight - local > DAY / 2) return day;
  const midnightBefore = midnight - offset(instant - DAY);
  const reached = midnightBefore <= instant && midnightBefore + offset(midnightBefore) === midnight;
  return reached ? day + 1 : day;
}

function explain(
  input: ProrationInput,
  { total, unused, unit, labels }: Counted,
  share: number,
  { refund, net, tax }: RefundSplit,
): string[] {
  const { paid, alreadyRefunded, currency } = input;
  const money = (amount: number): string => `${decimalAmount({ amount, currency })} ${currency}`;
  const steps = [
    `Paid: ${money(paid)}, of which tax ${money(input.tax)}.`,
    `Period: from ${labels.from} up to, not including, ${labels.to}${unit === 'days' ? `, dates in ${input.timeZone}` : ''}: ${plural(total, unit)}.`,
    `Cancelled ${unit === 'days' ? 'on' : 'at'} ${labels.at}${whatCounts(input)}: ${plural(total - unused, unit)} used, ${plural(unused, unit)} unused.`,
    `Share of the unused part: ${money(paid)} x ${unused} / ${total} = ${money(share)}, rounded half-up to the minor unit.`,
  ];
  if (alreadyRefunded > 0) {
    steps.push(
      `Already refunded: ${money(alreadyRefunded)}, so at most ${money(refundable(input))} can go back.`,
    );
  }
  steps.push(`Refund: ${money(refund)}.`);
  if (refund > 0) {
    const proRata = taxShare(refund, input);
    const adjusted =
      tax === proRata
        ? ''
        : `, set to ${money(tax)} so that all refunds together return what was paid`;
    steps.push(
      `Tax in it: ${money(refund)} x ${money(input.tax)} / ${money(paid)} = ${money(proRata)}, rounded half-up${adjusted}.`,
    );
  }
  steps.push(`Net in it: ${money(refund)} - ${money(tax)} = ${money(net)}.`);
  return steps;
}

function whatCounts({ from, to, at, convention }: ProrationInput): string {
  if (at < from) return ', before the period began, so everything is unused';
  if (at >= to) return ', when the period was over, so nothing is unused';
  if (convention === 'second') return '';
  return `, a day that counts as ${convention === 'day_used' ? 'used' : 'unused'}`;
}

function plural(count: number, unit: 'days' | 'seconds'): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}
