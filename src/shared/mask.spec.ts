import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskEmail, maskName, maskText } from './mask.js';

describe('masks', () => {
  it.each([
    ['Anna Kowalska', 'A… K…'],
    ['Łucja', 'Ł…'],
    ['', ''],
  ])('name %j: %j', (name, masked) => expect(maskName(name)).toBe(masked));

  it.each([
    ['anna.kowalska@example.com', 'a…@e….com'],
    ['a@b', 'a…@b…'],
    ['no address', '…'],
    ['@example.com', '…'],
  ])('address %j: %j', (email, masked) => expect(maskEmail(email)).toBe(masked));

  it('tell of a text that it is there, and of no text nothing', () => {
    expect(maskText('I was told …')).toBe('…');
    expect(maskText('')).toBe('');
  });

  it('keep one letter of each part at most', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        for (const part of maskName(name).split(' ')) expect([...part].length).toBeLessThan(3);
      }),
    );
  });
});
