import { describe, expect, it } from '@jest/globals';
import { wishedDayIn } from './wished-day.js';

describe('wishedDayIn', () => {
  it.each([
    ['2026-08-15T23:59:59.999Z', 'UTC', '2026-08-15T23:59:59.999Z'],
    ['2026-08-15T23:59:59.999Z', 'Europe/Warsaw', '2026-08-15T21:59:59.999Z'],
    ['2026-12-31 23:59:59.999+00', 'America/Los_Angeles', '2027-01-01T07:59:59.999Z'],
    ['2026-08-15T23:59:59.999Z', 'Pacific/Kiritimati', '2026-08-15T09:59:59.999Z'],
  ])('%s ends in %s at %s', (utc, zone, end) => {
    expect(wishedDayIn(utc, zone)).toBe(end);
  });
});
