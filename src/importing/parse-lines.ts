import { DateTime } from 'luxon';
import { minorUnitDigits } from '../shared/money.js';
import { CellError, Cells } from './cells.js';
import type { ImportKind } from './columns.js';

/** One valid line as the statements take it: keys are the columns of their record sets. */
export interface ImportRow {
  external_id: string;
  [column: string]: unknown;
}

const MAX_AMOUNT = 1_000_000_000_000;
const EMAIL = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const SERVICE_TAG = /^[A-Z0-9]{5,7}$/;

/**
 * Reads one line.
 * @throws CellError with the first thing that is wrong with it
 */
export function parseLine(kind: ImportKind, values: Readonly<Record<string, unknown>>): ImportRow {
  const cells = new Cells(values);
  switch (kind) {
    case 'accounts':
      return account(cells);
    case 'plans':
      return plan(cells);
    case 'devices':
      return device(cells);
    case 'subscriptions':
      return subscription(cells);
    case 'payments':
      return payment(cells);
  }
}

function account(cells: Cells): ImportRow {
  const timeZone = cells.optional('timeZone') ?? 'UTC';
  if (!DateTime.local({ zone: timeZone }).isValid || /^[+-]|\d{2}:/.test(timeZone)) {
    throw new CellError('invalid_time_zone', 'timeZone must be a zone like Europe/Warsaw.');
  }
  const language = cells.optional('language') ?? 'en';
  return {
    external_id: cells.text('externalId'),
    name: cells.text('name'),
    email: cells.matching('email', EMAIL, 'an e-mail address'),
    country: country(cells),
    language: cells.matching('language', /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'like pl', language),
    time_zone: timeZone,
  };
}

function country(cells: Cells): string {
  const text = cells.text('country').toUpperCase();
  return cells.matching('country', /^[A-Z]{2}$/, 'a code of two letters', text);
}

function plan(cells: Cells): ImportRow {
  const code = cells.matching(
    'code',
    /^[a-z][a-z0-9_]{1,62}$/,
    'small letters, digits and underscores, beginning with a letter',
  );
  return {
    external_id: cells.optional('externalId') ?? code,
    code,
    name: cells.text('name'),
    route: cells.oneOf('route', ['self_service', 'order_support']),
    segment: cells.oneOf('segment', ['consumer', 'commercial']),
    notice_days: cells.integer('noticeDays', 0, 365, 0),
    refund_share_percent: cells.integer('refundSharePercent', 0, 100, 100),
    refund_convention: cells.oneOf(
      'refundConvention',
      ['day_used', 'day_unused', 'second'],
      'day_used',
    ),
    immediate_end: cells.boolean('immediateEnd', true),
  };
}

function accountReference(cells: Cells): {
  account_external_id: string | null;
  account_email: string | null;
} {
  const externalId = cells.optional('accountExternalId');
  const email = cells.optional('accountEmail')?.toLowerCase() ?? null;
  if (externalId === null && email === null) {
    throw new CellError('required', 'accountExternalId or accountEmail is required.');
  }
  return { account_external_id: externalId, account_email: email };
}

function device(cells: Cells): ImportRow {
  return {
    external_id: cells.text('externalId'),
    ...accountReference(cells),
    service_tag: serviceTag(cells, cells.text('serviceTag'), 'serviceTag'),
    line: cells.text('line'),
    model: cells.text('model'),
  };
}

function serviceTag(cells: Cells, text: string, column: string): string {
  return cells.matching(column, SERVICE_TAG, '5 to 7 of A-Z and 0-9', text.toUpperCase());
}

function money(cells: Cells, column: string): { amount: number; tax: number; currency: string } {
  const amount = cells.integer(column, 0, MAX_AMOUNT);
  const tax = cells.integer('tax', 0, MAX_AMOUNT, 0);
  if (tax > amount)
    throw new CellError('invalid_tax', `tax must not be above ${column}, which includes it.`);
  const currency = cells.text('currency').toUpperCase();
  try {
    minorUnitDigits(currency);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CellError('invalid_currency', 'currency must be a code like EUR.');
  }
  return { amount, tax, currency };
}

function subscription(cells: Cells): ImportRow {
  const status = cells.oneOf('status', ['active', 'ending', 'cancelled', 'expired'], 'active');
  const autoRenew = cells.boolean('autoRenew');
  const times = subscriptionTimes(cells, status, autoRenew);
  const interval = cells.integer('intervalMonths', 1, 120);
  const price = money(cells, 'price');
  return {
    external_id: cells.text('externalId'),
    ...accountReference(cells),
    plan_code: cells.text('planCode'),
    service_tags: cells
      .words('deviceServiceTags')
      .map((tag) => serviceTag(cells, tag, 'deviceServiceTags')),
    order_number: cells.text('orderNumber'),
    status,
    auto_renew: autoRenew,
    started_at: times.startedAt,
    period_starts_at: times.periodStartsAt,
    period_ends_at: times.periodEndsAt,
    ends_at: times.endsAt,
    term_number: termNumber(times.startedAt, times.periodStartsAt, interval),
    interval_months: interval,
    price_amount: price.amount,
    tax_amount: price.tax,
    currency: price.currency,
  };
}

interface Times {
  startedAt: Date;
  periodStartsAt: Date;
  periodEndsAt: Date;
  endsAt: Date | null;
}

function subscriptionTimes(cells: Cells, status: string, autoRenew: boolean): Times {
  const startedAt = cells.instant('startedAt');
  const periodStartsAt = cells.instant('periodStartsAt');
  const periodEndsAt = cells.instant('periodEndsAt');
  const given = cells.optionalInstant('endsAt');
  if (startedAt > periodStartsAt) {
    throw new CellError('invalid_period', 'startedAt must not be after periodStartsAt.');
  }
  if (periodStartsAt >= periodEndsAt) {
    throw new CellError('invalid_period', 'periodStartsAt must be before periodEndsAt.');
  }
  if (autoRenew && status !== 'active') {
    throw new CellError(
      'invalid_auto_renew',
      `What is ${status} does not renew: autoRenew must be false.`,
    );
  }
  if (autoRenew && given !== null) {
    throw new CellError('invalid_ends_at', 'What renews by itself has no endsAt yet.');
  }
  if (given === null && (status === 'ending' || status === 'cancelled')) {
    throw new CellError('required', `endsAt is required for what is ${status}.`);
  }
  return {
    startedAt,
    periodStartsAt,
    periodEndsAt,
    endsAt: autoRenew ? null : (given ?? periodEndsAt),
  };
}

/** Which term the current period is: 1 for the first. */
function termNumber(startedAt: Date, periodStartsAt: Date, interval: number): number {
  const months = DateTime.fromJSDate(periodStartsAt, { zone: 'utc' })
    // A day's grace, because midnight in a zone moves against UTC with the clock changes.
    .plus({ days: 1 })
    .diff(DateTime.fromJSDate(startedAt, { zone: 'utc' }), 'months').months;
  return Math.floor(months / interval) + 1;
}

function payment(cells: Cells): ImportRow {
  const { amount, tax, currency } = money(cells, 'amount');
  if (amount === 0) throw new CellError('invalid_amount', 'amount must be above 0.');
  return {
    external_id: cells.text('externalId'),
    subscription_external_id: cells.text('subscriptionExternalId'),
    amount,
    tax,
    currency,
    captured_at: cells.instant('capturedAt'),
  };
}
