import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cut, MOST_RECORDS } from './light-parts.js';

const weighed = fc.array(fc.nat({ max: MOST_RECORDS * 2 }), { maxLength: 60 });

describe('cut', () => {
  it('leaves a set of ordinary contracts whole', () => {
    const rows = Array.from({ length: 500 }, (_, n) => n);
    const parts = cut(
      rows,
      rows.map(() => 5),
    );
    expect(parts).toEqual([rows]);
  });

  it('has no part of nothing', () => {
    expect(cut([], [])).toEqual([]);
  });

  it('loses no row, doubles none and keeps their order', () => {
    fc.assert(
      fc.property(weighed, (weights) => {
        const rows = weights.map((_, index) => index);
        expect(cut(rows, weights).flat()).toEqual(rows);
      }),
    );
  });

  it('makes no part too heavy but of one row, and none where the one before had room', () => {
    fc.assert(
      fc.property(weighed, (weights) => {
        const parts = cut(
          weights.map((_, index) => index),
          weights,
        ).map((part) => part.map((index) => weights[index] ?? 0));
        const sum = (part: readonly number[]): number => part.reduce((a, b) => a + b, 0);
        parts.forEach((part, index) => {
          if (part.length > 1) expect(sum(part)).toBeLessThanOrEqual(MOST_RECORDS);
          const next = parts[index + 1]?.[0];
          if (next !== undefined) expect(sum(part) + next).toBeGreaterThan(MOST_RECORDS);
        });
      }),
    );
  });
});
