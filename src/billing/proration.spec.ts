import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  fullRefund,
  parseExplainInstant,
  prorate,
  type ProrationConvention,
  type ProrationInput,
} from './proration.js';

const WARSAW = 'Europe/Warsaw';
const CONVENTIONS: ProrationConvention[] = ['day_used', 'day_unused', 'second'];

/** The contract's example; dates are starts of days in the zone. */
interface Asked extends Partial<Omit<ProrationInput, 'from' | 'to' | 'at'>> {
  from?: string;
  to?: string;
  at?: string;
}

function input({ from, to, at, ...rest }: Asked = {}): ProrationInput {
  const timeZone = rest.timeZone ?? WARSAW;
  return {
    paid: 119900,
    tax: 22420,
    currency: 'PLN',
    from: parseExplainInstant(from ?? '2026-01-31', timeZone),
    to: parseExplainInstant(to ?? '2027-01-31', timeZone),
    at: parseExplainInstant(at ?? '2026-06-10T09:30:00Z', timeZone),
    timeZone,
    convention: 'day_used',
    alreadyRefunded: 0,
    ...rest,
  };
}

describe("the contract's example", () => {
  // 31 January to 10 June 2026 are 28 + 31 + 30 + 31 + 10 = 130 days.
  it.each([
    // 119900 * 234 / 365 = 76867.39; 76867 * 22420 / 119900 = 14373.30
    ['day_used', 365, 234, 'days', 76867, 62494, 14373],
    // 119900 * 235 / 365 = 77195.89; 77196 * 22420 / 119900 = 14434.81
    ['day_unused', 365, 235, 'days', 77196, 62761, 14435],
    // 365 days less 130 days and 10.5 hours; 119900 * 20266200 / 31536000 = 77052.17; tax 14407.89
    ['second', 31_536_000, 20_266_200, 'seconds', 77052, 62644, 14408],
  ] as const)('by %s', (convention, total, unused, unit, refund, net, tax) => {
    const result = prorate(input({ convention }));
    expect(result).toEqual({ total, unused, unit, refund, net, tax, steps: result.steps });
  });

  it('is told step by step from the same numbers', () => {
    expect(prorate(input()).steps).toEqual([
      'Paid: 1199.00 PLN, of which tax 224.20 PLN.',
      'Period: from 2026-01-31 up to, not including, 2027-01-31, dates in Europe/Warsaw: 365 days.',
      'Cancelled on 2026-06-10, a day that counts as used: 131 days used, 234 days unused.',
      'Share of the unused part: 1199.00 PLN x 234 / 365 = 768.67 PLN, rounded half-up to the minor unit.',
      'Refund: 768.67 PLN.',
      'Tax in it: 768.67 PLN x 224.20 PLN / 1199.00 PLN = 143.73 PLN, rounded half-up.',
      'Net in it: 768.67 PLN - 143.73 PLN = 624.94 PLN.',
    ]);
  });

  it('says where a cap or an edge of the period decided', () => {
    const capped = prorate(input({ alreadyRefunded: 100000 }));
    expect(capped).toMatchObject({ refund: 19900, net: 16179, tax: 3721 });
    expect(capped.steps).toContain(
      'Already refunded: 1000.00 PLN, so at most 199.00 PLN can go back.',
    );
    expect(capped.steps).toContain('Refund: 199.00 PLN.');
    expect(prorate(input({ at: '2026-01-30' })).steps[2]).toBe(
      'Cancelled on 2026-01-30, before the period began, so everything is unused: 0 days used, 365 days unused.',
    );
    expect(prorate(input({ at: '2027-01-31' })).steps[2]).toBe(
      'Cancelled on 2027-01-31, when the period was over, so nothing is unused: 365 days used, 0 days unused.',
    );
    expect(prorate(input({ at: '2026-01-31', convention: 'second' })).steps[2]).toBe(
      'Cancelled at 2026-01-30T23:00:00Z: 0 seconds used, 31536000 seconds unused.',
    );
  });
});

describe('counting the period', () => {
  // [from, to, at, zone, total days, unused when the day is used, total seconds, unused seconds]
  it.each([
    // month ends
    ['2026-01-31', '2026-02-28', '2026-02-27', WARSAW, 28, 0, 2_419_200, 86_400],
    ['2026-01-31', '2026-02-28', '2026-01-31', WARSAW, 28, 27, 2_419_200, 2_419_200],
    ['2026-02-28', '2026-03-31', '2026-03-01', WARSAW, 31, 29, 2_674_800, 2_588_400],
    ['2026-04-30', '2026-05-31', '2026-05-01', WARSAW, 31, 29, 2_678_400, 2_592_000],
    ['2026-12-31', '2027-01-31', '2027-01-01', WARSAW, 31, 29, 2_678_400, 2_592_000],
    // leap days
    ['2024-01-31', '2024-02-29', '2024-02-28', WARSAW, 29, 0, 2_505_600, 86_400],
    ['2024-02-01', '2024-03-01', '2024-02-29', WARSAW, 29, 0, 2_505_600, 86_400],
    ['2024-02-29', '2025-02-28', '2024-02-29', WARSAW, 365, 364, 31_536_000, 31_536_000],
    ['2024-01-01', '2025-01-01', '2024-12-31', WARSAW, 366, 0, 31_622_400, 86_400],
    ['2100-02-01', '2100-03-01', '2100-02-28', 'UTC', 28, 0, 2_419_200, 86_400],
    // the day of 23 hours, 29 March 2026, and the day of 25 hours, 25 October 2026
    ['2026-03-29', '2026-03-30', '2026-03-29T10:00:00Z', WARSAW, 1, 0, 82_800, 43_200],
    ['2026-03-01', '2026-04-01', '2026-03-29', WARSAW, 31, 2, 2_674_800, 255_600],
    ['2026-03-01', '2026-04-01', '2026-03-28T22:59:59Z', WARSAW, 31, 3, 2_674_800, 255_601],
    ['2026-03-01', '2026-04-01', '2026-03-28T23:00:00Z', WARSAW, 31, 2, 2_674_800, 255_600],
    ['2026-03-01', '2026-04-01', '2026-03-29T21:59:59Z', WARSAW, 31, 2, 2_674_800, 172_801],
    ['2026-03-01', '2026-04-01', '2026-03-29T22:00:00Z', WARSAW, 31, 1, 2_674_800, 172_800],
    ['2026-10-25', '2026-10-26', '2026-10-25T22:59:59Z', WARSAW, 1, 0, 90_000, 1],
    ['2026-10-01', '2026-11-01', '2026-10-25', WARSAW, 31, 6, 2_682_000, 608_400],
    ['2026-10-01', '2026-11-01', '2026-10-25T22:59:59Z', WARSAW, 31, 6, 2_682_000, 518_401],
    ['2026-10-01', '2026-11-01', '2026-10-25T23:00:00Z', WARSAW, 31, 5, 2_682_000, 518_400],
    // the same instant is another date elsewhere
    ['2026-06-01', '2026-07-01', '2026-06-10T23:30:00Z', 'UTC', 30, 20, 2_592_000, 1_729_800],
    ['2026-06-01', '2026-07-01', '2026-06-10T23:30:00Z', WARSAW, 30, 19, 2_592_000, 1_722_600],
    [
      '2026-06-01',
      '2026-07-01',
      '2026-06-10T03:30:00Z',
      'America/New_York',
      30,
      21,
      2_592_000,
      1_816_200,
    ],
    // bounds inside a day: the date that holds `to` is not part of the period
    [
      '2026-06-01T10:00:00Z',
      '2026-06-04T10:00:00Z',
      '2026-06-04T09:00:00Z',
      'UTC',
      3,
      0,
      259_200,
      3_600,
    ],
    [
      '2026-06-01T10:00:00Z',
      '2026-06-04T10:00:00Z',
      '2026-06-01T10:00:00Z',
      'UTC',
      3,
      2,
      259_200,
      259_200,
    ],
  ] as const)(
    '%s to %s at %s in %s',
    (from, to, at, timeZone, days, daysUnused, seconds, secondsUnused) => {
      const asked = { from, to, at, timeZone };
      const used = prorate(input({ ...asked, convention: 'day_used' }));
      expect([used.total, used.unused, used.unit]).toEqual([days, daysUnused, 'days']);
      const unused = prorate(input({ ...asked, convention: 'day_unused' }));
      const onLastDate = at === '2026-06-04T09:00:00Z';
      expect([unused.total, unused.unused]).toEqual([days, daysUnused + (onLastDate ? 0 : 1)]);
      const second = prorate(input({ ...asked, convention: 'second' }));
      expect([second.total, second.unused, second.unit]).toEqual([
        seconds,
        secondsUnused,
        'seconds',
      ]);
    },
  );

  it.each(CONVENTIONS)('clamps outside the period (%s)', (convention) => {
    for (const at of ['2020-01-01', '2026-01-30T22:59:59Z', '2026-01-30T22:59:59.999Z']) {
      const { total, unused, refund, tax } = prorate(input({ at, convention }));
      expect([unused, refund, tax]).toEqual([total, 119900, 22420]);
    }
    for (const at of ['2027-01-31', '2027-01-30T23:00:00.001Z', '2040-01-01']) {
      const { unused, refund, net, tax } = prorate(input({ at, convention }));
      expect([unused, refund, net, tax]).toEqual([0, 0, 0, 0]);
    }
  });

  it('does not give a day back when a clock goes back over midnight', () => {
    // St. John's, 7 November 2010: at 02:31 UTC the clock went from 00:01 back to 23:01.
    const asked = { from: '2010-11-01', to: '2010-12-01', timeZone: 'America/St_Johns' };
    const unused = (at: string): number => prorate(input({ ...asked, at })).unused;
    expect(unused('2010-11-07T02:29:59Z')).toBe(24);
    expect(unused('2010-11-07T02:30:30Z')).toBe(23);
    expect(unused('2010-11-07T02:31:30Z')).toBe(23);
    expect(unused('2010-11-07T03:30:00Z')).toBe(23);
    expect(unused('2010-11-08T03:29:59Z')).toBe(23);
    expect(unused('2010-11-08T03:30:00Z')).toBe(22);
  });
});

describe('rounding and currencies', () => {
  it.each([
    // 1000 * 20 / 30 = 666.67; 667 * 91 / 1000 = 60.70
    ['JPY', 1000, 91, '2026-06-01', '2026-07-01', '2026-06-10', 667, 61],
    // 10.000 * 21 / 31 = 6.77419; 6774 * 500 / 10000 = 338.7
    ['KWD', 10000, 500, '2026-01-01', '2026-02-01', '2026-01-10', 6774, 339],
    // 100.00 * 18 / 28 = 64.2857; 6429 * 1597 / 10000 = 1026.71
    ['EUR', 10000, 1597, '2026-02-01', '2026-03-01', '2026-02-10', 6429, 1027],
    // exactly half a cent goes up, just below goes down: 1 * 14 / 28 and 1 * 13 / 28
    ['EUR', 1, 0, '2026-02-01', '2026-03-01', '2026-02-14', 1, 0],
    ['EUR', 1, 0, '2026-02-01', '2026-03-01', '2026-02-15', 0, 0],
    // half a cent of tax goes up: 5 * 10 / 20 = 2.5, of 20 * 7 / 28 = 5
    ['EUR', 20, 10, '2026-02-01', '2026-03-01', '2026-02-21', 5, 3],
    // all tax, no tax, nothing paid
    ['EUR', 100, 100, '2026-06-01', '2026-07-01', '2026-06-15', 50, 50],
    ['EUR', 100, 0, '2026-06-01', '2026-07-01', '2026-06-15', 50, 0],
    ['EUR', 0, 0, '2026-06-01', '2026-07-01', '2026-06-15', 0, 0],
  ])('%s %i with tax %i, %s to %s at %s', (currency, paid, tax, from, to, at, refund, taxBack) => {
    const result = prorate(input({ currency, paid, tax, from, to, at }));
    expect([result.refund, result.tax, result.net]).toEqual([refund, taxBack, refund - taxBack]);
  });

  it('writes the steps in the currency of the payment', () => {
    const first = (currency: string): string | undefined => prorate(input({ currency })).steps[0];
    expect(first('JPY')).toBe('Paid: 119900 JPY, of which tax 22420 JPY.');
    expect(first('KWD')).toBe('Paid: 119.900 KWD, of which tax 22.420 KWD.');
  });

  it('keeps the last digit where products pass 2^53', () => {
    const paid = Number.MAX_SAFE_INTEGER;
    const asked = { from: '2026-02-01', to: '2026-03-01', at: '2026-02-01', paid, tax: paid - 1 };
    // 9007199254740991 * 27 / 28 = 8685513567071669.89
    const { refund, tax, net } = prorate(input(asked));
    expect(refund).toBe(8_685_513_567_071_670);
    expect([tax, net]).toEqual([8_685_513_567_071_669, 1]);
  });
});

describe('what has gone back already', () => {
  it('caps the refund and never makes it negative', () => {
    expect(prorate(input({ alreadyRefunded: 119899 }))).toMatchObject({
      refund: 1,
      net: 1,
      tax: 0,
    });
    for (const alreadyRefunded of [119900, 119901, 500000]) {
      expect(prorate(input({ alreadyRefunded }))).toMatchObject({ refund: 0, net: 0, tax: 0 });
      expect(fullRefund({ paid: 119900, tax: 22420, alreadyRefunded })).toEqual({
        refund: 0,
        net: 0,
        tax: 0,
      });
    }
  });

  it('leaves the refund alone while enough is left', () => {
    expect(prorate(input({ alreadyRefunded: 43033 })).refund).toBe(76867);
    expect(prorate(input({ alreadyRefunded: 43034 })).refund).toBe(76866);
  });

  it('gives the rest of the tax with the rest of the money', () => {
    // Each refund is 4 * 1 / 4 = 1 with 0.5 of tax: four times rounded up, a tax of 2 would be 4.
    const period = { from: '2026-06-01', to: '2026-06-05', at: '2026-06-03', paid: 4, tax: 2 };
    const booked = { refund: 0, tax: 0 };
    const taxes: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { refund, tax } = prorate(
        input({ ...period, alreadyRefunded: booked.refund, alreadyRefundedTax: booked.tax }),
      );
      booked.refund += refund;
      booked.tax += tax;
      taxes.push(tax);
    }
    expect(taxes).toEqual([1, 1, 0, 0]);
    expect(booked).toEqual({ refund: 4, tax: 2 });
  });

  it('says so when the tax gives way', () => {
    const { refund, tax, steps } = prorate(
      input({
        from: '2026-06-01',
        to: '2026-06-05',
        at: '2026-06-03',
        paid: 4,
        tax: 2,
        alreadyRefunded: 2,
        alreadyRefundedTax: 2,
      }),
    );
    expect([refund, tax]).toEqual([1, 0]);
    expect(steps).toContain(
      'Tax in it: 0.01 PLN x 0.02 PLN / 0.04 PLN = 0.01 PLN, rounded half-up, set to 0.00 PLN so that all refunds together return what was paid.',
    );
  });

  it('is all given back in full by a withdrawal', () => {
    const paidFor = { paid: 119900, tax: 22420 };
    expect(fullRefund({ ...paidFor, alreadyRefunded: 0 })).toEqual({
      refund: 119900,
      net: 97480,
      tax: 22420,
    });
    // 76867 went back with 14373 of tax.
    expect(fullRefund({ ...paidFor, alreadyRefunded: 76867 })).toEqual({
      refund: 43033,
      net: 34986,
      tax: 8047,
    });
    expect(fullRefund({ ...paidFor, alreadyRefunded: 76867, alreadyRefundedTax: 0 })).toEqual({
      refund: 43033,
      net: 20613,
      tax: 22420,
    });
    expect(fullRefund({ paid: 0, tax: 0, alreadyRefunded: 0 })).toEqual({
      refund: 0,
      net: 0,
      tax: 0,
    });
  });
});

describe('invalid input', () => {
  it.each<[string, Partial<ProrationInput>, RegExp]>([
    ['negative paid', { paid: -1, tax: 0 }, /^paid must be a whole number/],
    ['fractional paid', { paid: 10.5, tax: 0 }, /^paid must be/],
    ['paid above 2^53', { paid: 2 ** 53, tax: 0 }, /^paid must be/],
    ['NaN tax', { tax: NaN }, /^tax must be/],
    ['negative tax', { tax: -1 }, /^tax must be/],
    ['tax above paid', { paid: 100, tax: 101 }, /^tax \(101\) must not be above paid \(100\)/],
    ['negative refunds', { alreadyRefunded: -1 }, /^alreadyRefunded must be/],
    ['infinite refunds', { alreadyRefunded: Infinity }, /^alreadyRefunded must be/],
    ['negative refunded tax', { alreadyRefundedTax: -1 }, /^alreadyRefundedTax must be/],
    ['refunded tax above refunds', { alreadyRefundedTax: 1 }, /^alreadyRefundedTax \(1\)/],
    ['unknown currency', { currency: 'QQQ' }, /^Unknown currency "QQQ"/],
    ['unknown zone', { timeZone: 'Mars/Olympus' }, /^Unknown time zone "Mars\/Olympus"/],
    ['empty zone', { timeZone: '' }, /^Unknown time zone ""/],
    ['offset for a zone', { timeZone: '+02:00' }, /^Unknown time zone "\+02:00"/],
    ['invalid from', { from: new Date(NaN) }, /^from is not a valid date/],
    ['invalid to', { to: new Date(NaN) }, /^to is not a valid date/],
    ['invalid at', { at: new Date(NaN) }, /^at is not a valid date/],
    ['empty period', { to: input().from }, /^from .* must be before to/],
    ['period backwards', { to: new Date(0) }, /^from .* must be before to/],
    [
      'a period within one date',
      { to: new Date(input().from.getTime() + 3_600_000) },
      /shorter than one day$/,
    ],
    [
      'a period within one second',
      { to: new Date(input().from.getTime() + 999), convention: 'second' },
      /shorter than one second$/,
    ],
    [
      'unknown convention',
      { convention: 'month' as ProrationConvention },
      /^Unknown convention "month"/,
    ],
  ])('%s is a RangeError', (_case, wrong, message) => {
    const asked = { ...input(), ...wrong };
    const before = JSON.stringify(asked);
    expect(() => prorate(asked)).toThrow(RangeError);
    expect(() => prorate(asked)).toThrow(message);
    expect(JSON.stringify(asked)).toBe(before);
  });

  it('is refused by a full refund too', () => {
    expect(() => fullRefund({ paid: 100, tax: 101, alreadyRefunded: 0 })).toThrow(RangeError);
    expect(() => fullRefund({ paid: 1.5, tax: 0, alreadyRefunded: 0 })).toThrow(RangeError);
    expect(() => fullRefund({ paid: 1, tax: 0, alreadyRefunded: -1 })).toThrow(RangeError);
  });
});

describe('parseExplainInstant', () => {
  it.each([
    ['2026-01-31', WARSAW, '2026-01-30T23:00:00.000Z'],
    ['2026-07-01', WARSAW, '2026-06-30T22:00:00.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    ['2026-01-31', 'America/New_York', '2026-01-31T05:00:00.000Z'],
    // midnight is skipped; midnight comes twice; date reached before the clock goes back over it
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2024-11-03', 'America/Havana', '2024-11-03T04:00:00.000Z'],
    ['2010-11-07', 'America/St_Johns', '2010-11-07T02:30:00.000Z'],
    ['2026-06-10T09:30:00Z', WARSAW, '2026-06-10T09:30:00.000Z'],
    ['2026-06-10t09:30:00z', WARSAW, '2026-06-10T09:30:00.000Z'],
    ['2026-06-10T09:30:00.123456789Z', WARSAW, '2026-06-10T09:30:00.123Z'],
    ['2026-06-10T09:30:00+02:00', 'Asia/Tokyo', '2026-06-10T07:30:00.000Z'],
    ['2026-06-10T09:30:00-03:30', 'Asia/Tokyo', '2026-06-10T13:00:00.000Z'],
  ])('reads %s in %s', (text, zone, instant) => {
    expect(parseExplainInstant(text, zone).toISOString()).toBe(instant);
  });

  it.each([
    '',
    'tomorrow',
    '2026',
    '2026-1-31',
    '20260131',
    '2026-W05-6',
    '2026-031',
    '2026-02-29',
    '2026-13-01',
    '2026-01-31 ',
    ' 2026-01-31',
    '2026-01-31\n',
    '2026-06-10T09:30Z',
    '2026-06-10T09:30:00',
    '2026-06-10 09:30:00Z',
    '2026-06-10T24:00:00Z',
    '2026-06-10T09:60:00Z',
    '2026-06-31T09:30:00Z',
    '2026-06-10T09:30:00+25:00',
    '2026-06-10T09:30:00+0200',
    '1770000000',
  ])('refuses %j', (text) => {
    expect(() => parseExplainInstant(text, WARSAW)).toThrow(RangeError);
  });

  it('refuses a date that its zone left out, and an unknown zone', () => {
    expect(() => parseExplainInstant('2011-12-30', 'Pacific/Apia')).toThrow(/not a date/);
    expect(() => parseExplainInstant('2026-01-31', 'Mars/Olympus')).toThrow(/Unknown time zone/);
    expect(() => parseExplainInstant('2026-01-31T00:00:00Z', '')).toThrow(/Unknown time zone/);
  });
});

describe('for any payment and period', () => {
  const ZONES = [
    WARSAW,
    'UTC',
    'America/New_York',
    'America/Sao_Paulo',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Kiritimati',
  ];
  const DAY = 86_400_000;
  const START = Date.UTC(1995, 0, 1);
  const END = Date.UTC(2045, 0, 1);

  const amount = fc.oneof(
    fc.nat({ max: 100 }),
    fc.nat({ max: 10_000_000 }),
    fc.maxSafeNat(),
    fc.constant(0),
  );
  /** A number of `n` parts of 2^20, exact also where the whole passes 2^33. */
  const partOf = (whole: number, parts: number): number =>
    Number((BigInt(whole) * BigInt(parts)) / 1_048_576n);
  const part = fc.oneof(fc.nat({ max: 1_048_576 }), fc.constantFrom(0, 1_048_576));

  const amounts = fc.record({ paid: amount, taxPart: part, refundedPart: part }).map((a) => ({
    paid: a.paid,
    tax: partOf(a.paid, a.taxPart),
    alreadyRefunded: partOf(a.paid, a.refundedPart),
  }));
  /** Whole days and odd instants; `at` before, in and after the period. */
  const period = fc
    .record({
      from: fc.oneof(
        fc.integer({ min: START / 1000, max: END / 1000 }).map((s) => s * 1000),
        fc.integer({ min: START, max: END }),
      ),
      length: fc.oneof(
        fc.integer({ min: 2, max: 800 }).map((days) => days * DAY),
        fc.integer({ min: 3 * DAY, max: 400 * DAY }),
      ),
      ats: fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), {
        minLength: 2,
        maxLength: 2,
      }),
    })
    .map(({ from, length, ats }) => ({
      from: new Date(from),
      to: new Date(from + length),
      ats: ats
        .map((at) => Math.round(from + at * length))
        .sort((a, b) => a - b)
        .map((at) => new Date(at)),
    }));
  const anything = fc
    .record({
      amounts,
      period,
      timeZone: fc.constantFrom(...ZONES),
      convention: fc.constantFrom(...CONVENTIONS),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'PLN'),
    })
    .map(({ amounts: paidFor, period: { ats, from, to }, ...rest }) => {
      const at = (index: number): ProrationInput => ({
        ...paidFor,
        from,
        to,
        ...rest,
        at: ats[index] as Date,
      });
      return { earlier: at(0), later: at(1) };
    });

  it('the refund is never negative, never above what is left, and net + tax make it up', () => {
    fc.assert(
      fc.property(anything, ({ earlier }) => {
        const { refund, net, tax } = prorate(earlier);
        expect(Number.isSafeInteger(refund) && refund >= 0).toBe(true);
        expect(refund).toBeLessThanOrEqual(earlier.paid - earlier.alreadyRefunded);
        expect(net + tax).toBe(refund);
        expect(net).toBeGreaterThanOrEqual(0);
        expect(tax).toBeGreaterThanOrEqual(0);
        expect(tax).toBeLessThanOrEqual(earlier.tax);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing rises with time', () => {
    fc.assert(
      fc.property(anything, ({ earlier, later }) => {
        const [first, second] = [prorate(earlier), prorate(later)];
        expect(second.total).toBe(first.total);
        expect(second.unused).toBeLessThanOrEqual(first.unused);
        expect(second.refund).toBeLessThanOrEqual(first.refund);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing rises from minute to minute while clocks change', () => {
    const changes = [
      [WARSAW, '2026-03-28T22:00:00Z'],
      [WARSAW, '2026-10-24T21:00:00Z'],
      ['America/St_Johns', '2010-11-07T00:00:00Z'],
      ['America/Sao_Paulo', '2018-02-17T23:00:00Z'],
      ['Pacific/Apia', '2011-12-30T08:00:00Z'],
    ] as const;
    for (const [timeZone, begin] of changes) {
      for (const convention of CONVENTIONS) {
        const start = Date.parse(begin);
        const [from, to] = [new Date(start - 5 * DAY), new Date(start + 5 * DAY)];
        let before = Infinity;
        for (let minute = 0; minute <= 30 * 60; minute += 1) {
          const at = new Date(start + minute * 60_000);
          const { unused } = prorate({ ...input({ timeZone, convention }), from, to, at });
          expect(unused).toBeLessThanOrEqual(before);
          before = unused;
        }
      }
    }
  });

  it('used part and unused part make the whole', () => {
    fc.assert(
      fc.property(anything, ({ earlier }) => {
        const nothingRefunded = { ...earlier, alreadyRefunded: 0 };
        const { total, unused, refund } = prorate(nothingRefunded);
        const used = total - unused;
        expect(used >= 0 && unused >= 0).toBe(true);
        // What is kept is the used share, what goes back the unused one, each to half a minor unit.
        const kept = BigInt(earlier.paid) - BigInt(refund);
        const keptOff = 2n * (kept * BigInt(total) - BigInt(earlier.paid) * BigInt(used));
        expect(keptOff <= 0n ? -keptOff <= BigInt(total) : keptOff < BigInt(total)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('the day of cancellation is all that the two day counts differ by', () => {
    fc.assert(
      fc.property(anything, ({ earlier }) => {
        const used = prorate({ ...earlier, convention: 'day_used' });
        const unused = prorate({ ...earlier, convention: 'day_unused' });
        const inside = earlier.at >= earlier.from && earlier.at < earlier.to;
        expect(unused.total).toBe(used.total);
        expect(used.unused).toBe(inside ? Math.max(0, unused.unused - 1) : unused.unused);
      }),
    );
  });

  it('a full refund is the rest, and brings the tax to what was paid', () => {
    fc.assert(
      fc.property(anything, ({ earlier }) => {
        const first = prorate({ ...earlier, alreadyRefunded: 0 });
        const rest = fullRefund({
          paid: earlier.paid,
          tax: earlier.tax,
          alreadyRefunded: first.refund,
        });
        expect(first.refund + rest.refund).toBe(earlier.paid);
        expect(first.tax + rest.tax).toBe(earlier.tax);
        expect(rest.net + rest.tax).toBe(rest.refund);
        expect(rest.net).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('successive refunds with booked tax never exceed the tax paid, nor the net', () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 8 }), (rounds) => {
        const [first] = rounds;
        if (first === undefined) return;
        const { paid, tax } = first.earlier;
        const booked = { alreadyRefunded: 0, alreadyRefundedTax: 0 };
        for (const { earlier } of rounds) {
          const back = prorate({ ...earlier, paid, tax, ...booked });
          booked.alreadyRefunded += back.refund;
          booked.alreadyRefundedTax += back.tax;
          expect(back.net).toBeGreaterThanOrEqual(0);
          expect(booked.alreadyRefundedTax).toBeLessThanOrEqual(tax);
          expect(booked.alreadyRefunded - booked.alreadyRefundedTax).toBeLessThanOrEqual(
            paid - tax,
          );
        }
        const rest = fullRefund({ paid, tax, ...booked });
        expect(booked.alreadyRefunded + rest.refund).toBe(paid);
        expect(booked.alreadyRefundedTax + rest.tax).toBe(tax);
      }),
      { numRuns: 300 },
    );
  });
});
