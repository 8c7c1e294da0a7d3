import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CROCKFORD } from '../shared/crockford.js';
import { cancellationReference, parseCancellationReference } from './cancellation-reference.js';

const key = Buffer.from('a key of the test, nothing more..');

describe('cancellationReference', () => {
  it('is eight Crockford symbols behind CXL-', () => {
    expect(cancellationReference(key, 0)).toMatch(/^CXL-[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(cancellationReference(key, 2 ** 35 - 1)).toMatch(/^CXL-[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it('is the one that was always given for a key and a number', () => {
    const given = [0, 1, 2, 1_234_567, 2 ** 35 - 1].map((n) => cancellationReference(key, n));
    expect(given).toEqual([
      ...['CXL-H7X3ZHS9', 'CXL-FTFDRA4E', 'CXL-FVVSVHF0', 'CXL-CHD25J8P', 'CXL-FPYRTX9D'],
    ]);
    expect(cancellationReference(Buffer.alloc(100, 'k'), 5)).toBe('CXL-8JJBDG08');
  });

  it('is unique for different numbers and differs by key', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, n) => cancellationReference(key, n)));
    expect(seen.size).toBe(20_000);
    expect(cancellationReference(Buffer.from('another'), 7)).not.toBe(
      cancellationReference(key, 7),
    );
  });

  it('refuses what is no sequence number', () => {
    for (const n of [-1, 2 ** 35, 0.5, Number.NaN]) {
      expect(() => cancellationReference(key, n)).toThrow(RangeError);
    }
  });

  it('is read back as a person types it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (n) => {
        const reference = cancellationReference(key, n);
        const typed = reference.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        // The prefix has no symbol that a person would mistake, so it stays as it is.
        expect(parseCancellationReference(`CXL ${typed.slice(4, 8)} ${typed.slice(8)}`)).toBe(
          reference,
        );
      }),
    );
  });

  it('notices any one wrong symbol and any two neighbours swapped', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 31 - 1 }),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 1, max: 31 }),
        (n, at, shift) => {
          const symbols = cancellationReference(key, n).slice(4);
          const wrong = CROCKFORD.charAt((CROCKFORD.indexOf(symbols.charAt(at)) + shift) % 32);
          const altered = symbols.slice(0, at) + wrong + symbols.slice(at + 1);
          expect(parseCancellationReference(`CXL-${altered}`)).toBeNull();
          const next = at + 1;
          if (next < 8 && symbols[at] !== symbols[next]) {
            const swapped =
              symbols.slice(0, at) +
              symbols.charAt(next) +
              symbols.charAt(at) +
              symbols.slice(next + 1);
            expect(parseCancellationReference(`CXL-${swapped}`)).toBeNull();
          }
        },
      ),
    );
  });
});
