import { describe, expect, it } from '@jest/globals';
import { missingPeriods, nextPeriod, type RenewableSubscription } from './next-period.js';

function subscription(change: Partial<RenewableSubscription> = {}): RenewableSubscription {
  return {
    startedAt: new Date('2026-01-31T00:00:00+01:00'),
    periodEndsAt: new Date('2026-02-28T00:00:00+01:00'),
    intervalMonths: 1,
    endsAt: null,
    timeZone: 'Europe/Warsaw',
    price: 3000,
    tax: 561,
    currency: 'PLN',
    ...change,
  };
}

function ends(from: RenewableSubscription, now: string): string[] {
  return missingPeriods(from, new Date(now), 100).map(({ endsAt }) =>
    endsAt.toLocaleString('sv-SE', { timeZone: from.timeZone }),
  );
}

describe('nextPeriod', () => {
  it('goes back to the 31st after a short month and keeps local midnight over clock changes', () => {
    expect(ends(subscription(), '2026-12-15T00:00:00Z')).toEqual([
      '2026-03-31 00:00:00',
      '2026-04-30 00:00:00',
      '2026-05-31 00:00:00',
      '2026-06-30 00:00:00',
      '2026-07-31 00:00:00',
      '2026-08-31 00:00:00',
      '2026-09-30 00:00:00',
      '2026-10-31 00:00:00',
      '2026-11-30 00:00:00',
      '2026-12-31 00:00:00',
    ]);
  });

  it('keeps 29 February for the leap years', () => {
    const leap = subscription({
      startedAt: new Date('2024-02-29T12:00:00Z'),
      periodEndsAt: new Date('2025-02-28T12:00:00Z'),
      intervalMonths: 12,
      timeZone: 'UTC',
    });
    expect(ends(leap, '2027-06-01T00:00:00Z')).toEqual([
      '2026-02-28 12:00:00',
      '2027-02-28 12:00:00',
      '2028-02-29 12:00:00',
    ]);
  });

  it('is carried over a time that a clock change skips, and back', () => {
    const gap = subscription({
      startedAt: new Date('2026-01-29T02:30:00+01:00'),
      periodEndsAt: new Date('2026-02-28T02:30:00+01:00'),
    });
    const periods = missingPeriods(gap, new Date('2026-04-01T00:00:00Z'), 5);
    expect(periods.map(({ endsAt }) => endsAt.toISOString())).toEqual([
      '2026-03-29T01:30:00.000Z', // 02:30 does not exist: 03:30 summer time
      '2026-04-29T00:30:00.000Z', // 02:30 again
    ]);
  });

  it('counts from the last end where that is not on the grid', () => {
    const imported = subscription({
      startedAt: new Date('2020-05-31T10:23:00Z'),
      periodEndsAt: new Date('2026-02-28T00:00:00Z'),
      timeZone: 'UTC',
    });
    expect(ends(imported, '2026-04-01T00:00:00Z')).toEqual([
      '2026-03-31 00:00:00',
      '2026-04-30 00:00:00',
    ]);
    const elsewhere = { ...imported, periodEndsAt: new Date('2026-02-10T00:00:00Z') };
    expect(ends(elsewhere, '2026-02-11T00:00:00Z')).toEqual(['2026-03-10 00:00:00']);
  });

  it('costs the whole price for a whole period', () => {
    expect(nextPeriod(subscription())).toMatchObject({ amount: 3000, tax: 561 });
  });

  it('costs its used days where the subscription ends within it', () => {
    const ending = subscription({
      startedAt: new Date('2026-04-01T00:00:00Z'),
      periodEndsAt: new Date('2026-06-01T00:00:00Z'),
      endsAt: new Date('2026-06-11T00:00:00Z'),
      timeZone: 'UTC',
    });
    expect(nextPeriod(ending)).toEqual({
      startsAt: ending.periodEndsAt,
      endsAt: ending.endsAt,
      amount: 1000,
      tax: 187,
    });
    expect(missingPeriods(ending, new Date('2027-01-01T00:00:00Z'), 100)).toHaveLength(1);
  });

  it('begins no period before its time nor after the end', () => {
    expect(missingPeriods(subscription(), new Date('2026-02-27T22:59:59Z'), 100)).toEqual([]);
    expect(missingPeriods(subscription(), new Date('2026-02-27T23:00:00Z'), 100)).toHaveLength(1);
    const ended = subscription({ endsAt: subscription().periodEndsAt });
    expect(missingPeriods(ended, new Date('2027-01-01T00:00:00Z'), 100)).toEqual([]);
    expect(() => nextPeriod(ended)).toThrow(RangeError);
  });

  it('refuses an unknown zone', () => {
    expect(() => nextPeriod(subscription({ timeZone: 'Mars/Base' }))).toThrow(RangeError);
  });
});
