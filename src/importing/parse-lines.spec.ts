import { describe, expect, test } from '@jest/globals';
import { CellError } from './cells.js';
import type { ImportKind } from './columns.js';
import { parseLine } from './parse-lines.js';

const valid: Record<ImportKind, Record<string, unknown>> = {
  accounts: { externalId: 'A', name: 'Anna', email: 'a@x.example', country: 'pl' },
  plans: { code: 'care', name: 'Care', route: 'self_service', segment: 'consumer' },
  devices: {
    externalId: 'D',
    accountEmail: 'A@x.example',
    serviceTag: 'abc1234',
    line: 'XPS',
    model: 'XPS 13',
  },
  subscriptions: {
    externalId: 'S',
    accountExternalId: 'A',
    planCode: 'care',
    deviceServiceTags: 'abc1234|DEF5678 abc1234',
    orderNumber: 'O',
    autoRenew: 'yes',
    startedAt: '2026-03-29',
    periodStartsAt: '2026-06-29T00:00:00+02:00',
    periodEndsAt: '2026-07-29T00:00:00+02:00',
    intervalMonths: '1',
    price: '1999',
    tax: 374,
    currency: 'eur',
  },
  payments: {
    externalId: 'P',
    subscriptionExternalId: 'S',
    amount: 1999,
    currency: 'EUR',
    capturedAt: '2026-06-29T10:00:00Z',
  },
};

function codeOf(kind: ImportKind, change: Record<string, unknown>): string {
  try {
    parseLine(kind, { ...valid[kind], ...change });
  } catch (error) {
    if (error instanceof CellError) return error.code;
    throw error;
  }
  return 'valid';
}

describe('a valid line', () => {
  test('gets the defaults of an account and of a plan', () => {
    expect(parseLine('accounts', valid.accounts)).toMatchObject({
      country: 'PL',
      language: 'en',
      time_zone: 'UTC',
    });
    expect(parseLine('plans', valid.plans)).toMatchObject({
      external_id: 'care',
      notice_days: 0,
      refund_share_percent: 100,
      refund_convention: 'day_used',
      immediate_end: true,
    });
  });

  test('is normalised', () => {
    expect(parseLine('devices', valid.devices)).toMatchObject({
      service_tag: 'ABC1234',
      account_email: 'a@x.example',
    });
    expect(parseLine('subscriptions', valid.subscriptions)).toMatchObject({
      service_tags: ['ABC1234', 'DEF5678'],
      status: 'active',
      auto_renew: true,
      ends_at: null,
      term_number: 4,
      currency: 'EUR',
      period_starts_at: new Date('2026-06-28T22:00:00Z'),
    });
  });

  test('that does not renew ends with its period when nothing else is said', () => {
    const row = parseLine('subscriptions', { ...valid.subscriptions, autoRenew: false });
    expect(row).toMatchObject({ ends_at: new Date('2026-07-28T22:00:00Z') });
  });
});

describe('a wrong line', () => {
  const cases: [ImportKind, Record<string, unknown>, string][] = [
    ['accounts', { name: ' ' }, 'required'],
    ['accounts', { name: 'A\u0000' }, 'control_character'],
    ['accounts', { name: 'A'.repeat(501) }, 'too_long'],
    ['accounts', { name: { first: 'A' } }, 'wrong_type'],
    ['accounts', { email: 'anna' }, 'invalid_email'],
    ['accounts', { country: 'POL' }, 'invalid_country'],
    ['accounts', { language: 'Polish' }, 'invalid_language'],
    ['accounts', { timeZone: 'Mars/Olympus' }, 'invalid_time_zone'],
    ['plans', { code: 'Care Plus' }, 'invalid_code'],
    ['plans', { route: 'shop' }, 'invalid_route'],
    ['plans', { noticeDays: '366' }, 'invalid_notice_days'],
    ['devices', { serviceTag: 'ABCD' }, 'invalid_service_tag'],
    ['devices', { accountEmail: '' }, 'required'],
    ['subscriptions', { status: 'paused' }, 'invalid_status'],
    ['subscriptions', { autoRenew: 'maybe' }, 'invalid_auto_renew'],
    ['subscriptions', { status: 'ending', autoRenew: true }, 'invalid_auto_renew'],
    ['subscriptions', { status: 'cancelled', autoRenew: false }, 'required'],
    ['subscriptions', { endsAt: '2026-08-01' }, 'invalid_ends_at'],
    ['subscriptions', { startedAt: '2026-02-30' }, 'invalid_started_at'],
    ['subscriptions', { startedAt: '2026-06-30' }, 'invalid_period'],
    ['subscriptions', { periodEndsAt: '2026-06-28' }, 'invalid_period'],
    ['subscriptions', { price: '19.99' }, 'invalid_price'],
    ['subscriptions', { tax: 2000 }, 'invalid_tax'],
    ['subscriptions', { currency: 'EURO' }, 'invalid_currency'],
    ['subscriptions', { deviceServiceTags: ['ABC'] }, 'invalid_device_service_tags'],
    ['payments', { amount: 0 }, 'invalid_amount'],
    ['payments', { amount: -5 }, 'invalid_amount'],
    ['payments', { capturedAt: 'yesterday' }, 'invalid_captured_at'],
  ];
  test.each(cases)('%s %j: %s', (kind, change, code) => {
    expect(codeOf(kind, {})).toBe('valid');
    expect(codeOf(kind, change)).toBe(code);
  });
});
