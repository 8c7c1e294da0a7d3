import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorUnits, typedAmount } from './minor-units';

describe('minor units', () => {
  it.each([
    ['19.99', 'EUR', 1_999],
    ['19,9', 'PLN', 1_990],
    [' 500 ', 'EUR', 50_000],
    ['1200', 'JPY', 1_200],
    ['12.5', 'JPY', null],
    ['1.999', 'EUR', null],
    ['-1', 'EUR', null],
    ['1e3', 'EUR', null],
    ['', 'EUR', null],
  ])('%j %s: %j', (typed, currency, amount) => expect(minorUnits(typed, currency)).toBe(amount));

  it('come back as they went', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), currency, (amount, code) => {
        expect(minorUnits(typedAmount(amount, code), code)).toBe(amount);
      }),
    );
  });
});
