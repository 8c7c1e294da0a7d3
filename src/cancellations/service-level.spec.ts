import { describe, expect, it } from '@jest/globals';
import { cancellationKinds } from './cancellation-facts.js';
import { ruleCodes } from './cancellation-policy.js';
import { reviewDueAt, serviceLevelHours } from './service-level.js';

describe('the service level', () => {
  it.each([
    ['ordinary', [], 24],
    ['ordinary', ['order_support_plan', 'commercial_segment'], 24],
    ['ordinary', ['unmatched'], 24],
    ['ordinary', ['unverified_identity'], 24],
    ['ordinary', ['unusual_volume'], 8],
    ['ordinary', ['refund_over_limit'], 8],
    ['ordinary', ['order_support_plan', 'unusual_volume'], 8],
    ['withdrawal', [], 4],
    ['withdrawal', ['unusual_volume'], 4],
    ['extraordinary', ['extraordinary_ground'], 4],
    ['extraordinary', ['refund_over_limit'], 4],
  ] as const)('%s with %j: %d hours', (kind, codes, hours) => {
    expect(serviceLevelHours(kind, codes)).toBe(hours);
  });

  it('never grows by a further reason', () => {
    for (const kind of cancellationKinds) {
      for (const code of ruleCodes) {
        expect(serviceLevelHours(kind, [code])).toBeLessThanOrEqual(serviceLevelHours(kind, []));
      }
    }
  });

  it('runs from the receipt, whatever its offset', () => {
    expect(reviewDueAt('2026-06-10T11:30:00+02:00', 'withdrawal', [])).toBe(
      '2026-06-10T13:30:00.000Z',
    );
  });
});
