import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalAmount, formatMoney, halfUpDivide, minorUnitDigits } from './money.js';

/** Intl writes no-break spaces; the tables below are easier to read with plain ones. */
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('minorUnitDigits', () => {
  it.each([
    ['EUR', 2],
    ['PLN', 2],
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
  ])('%s has %i', (currency, digits) => {
    expect(minorUnitDigits(currency)).toBe(digits);
    expect(minorUnitDigits(currency)).toBe(digits);
  });

  it.each(['', 'EU', 'EURO', 'eur', 'QQQ', '€', '__proto__'])('refuses %j', (currency) => {
    expect(() => minorUnitDigits(currency)).toThrow(RangeError);
    expect(() => minorUnitDigits(currency)).toThrow(/Unknown currency/);
  });
});

describe('halfUpDivide', () => {
  it.each([
    [0n, 7n, 0n],
    [1n, 3n, 0n],
    [1n, 2n, 1n],
    [2n, 3n, 1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [7n, 7n, 1n],
    [-1n, 3n, 0n],
    [-1n, 2n, -1n],
    [-3n, 2n, -2n],
    [9_007_199_254_740_993n * 2n + 1n, 2n, 9_007_199_254_740_994n],
  ])('%s / %s is %s', (numerator, denominator, quotient) => {
    expect(halfUpDivide(numerator, denominator)).toBe(quotient);
  });

  it.each([0n, -1n])('refuses the denominator %s', (denominator) => {
    expect(() => halfUpDivide(1n, denominator)).toThrow(RangeError);
  });

  it('is never further than half a unit away, and mirrors its sign', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
        const quotient = halfUpDivide(numerator, denominator);
        const rest = (numerator - quotient * denominator) * 2n;
        expect(rest <= denominator && rest >= -denominator).toBe(true);
        expect(halfUpDivide(-numerator, denominator)).toBe(-quotient);
      }),
    );
  });
});

describe('decimalAmount', () => {
  it.each([
    [119900, 'PLN', '1199.00'],
    [5, 'EUR', '0.05'],
    [-5, 'EUR', '-0.05'],
    [0, 'EUR', '0.00'],
    [-0, 'EUR', '0.00'],
    [1234567, 'JPY', '1234567'],
    [0, 'JPY', '0'],
    [5, 'KWD', '0.005'],
    [10500, 'KWD', '10.500'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '90071992547409.91'],
  ])('%i %s is %s', (amount, currency, decimal) => {
    expect(decimalAmount({ amount, currency })).toBe(decimal);
  });

  it.each([0.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])('refuses %d', (amount) => {
    expect(() => decimalAmount({ amount, currency: 'EUR' })).toThrow(RangeError);
  });
});

describe('formatMoney', () => {
  it.each([
    [119900, 'PLN', 'pl', '1199,00 zł'],
    [1234500, 'PLN', 'pl', '12 345,00 zł'],
    [119900, 'EUR', 'de', '1.199,00 €'],
    [119900, 'EUR', 'en', '€1,199.00'],
    [-119900, 'USD', 'en-US', '-$1,199.00'],
    [0, 'USD', 'en-US', '$0.00'],
    [119900, 'JPY', 'en', '¥119,900'],
    [119900, 'KWD', 'en', 'KWD 119.900'],
    [Number.MAX_SAFE_INTEGER, 'USD', 'en-US', '$90,071,992,547,409.91'],
  ])('%i %s in %s is %s', (amount, currency, locale, text) => {
    expect(plainSpaces(formatMoney({ amount, currency }, locale))).toBe(text);
  });

  it('refuses fractions of a minor unit, unknown currencies and malformed locales', () => {
    expect(() => formatMoney({ amount: 1.5, currency: 'EUR' }, 'en')).toThrow(RangeError);
    expect(() => formatMoney({ amount: 1, currency: 'QQQ' }, 'en')).toThrow(RangeError);
    expect(() => formatMoney({ amount: 1, currency: 'EUR' }, 'not a locale')).toThrow(RangeError);
  });
});
