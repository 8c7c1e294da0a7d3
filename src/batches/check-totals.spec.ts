import { expect, it } from '@jest/globals';
import { checkTotals } from './check-totals.js';

it('adds up lines by outcome, plan and reason, and money by currency', () => {
  const group = { plan: 'a', codes: null, currency: 'EUR', lines: 1, refund: 0 };
  expect(
    checkTotals([
      { ...group, state: 'completed', lines: 3, refund: 500 },
      { ...group, state: 'completed', codes: ['refund_over_limit'], refund: 90_000 },
      { ...group, state: 'in_review', plan: 'b', codes: ['x', 'y'], lines: 2, currency: 'PLN' },
      { ...group, state: 'invalid', plan: null, codes: ['x'], currency: null },
    ]),
  ).toEqual({
    byOutcome: { completed: 4, in_review: 2, invalid: 1 },
    byPlan: { a: 4, b: 2 },
    byReason: { refund_over_limit: 1, x: 3, y: 2 },
    refunds: [{ currency: 'EUR', amount: 90_500 }],
  });
});
