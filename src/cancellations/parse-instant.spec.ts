import { describe, expect, it } from '@jest/globals';
import { parseInstant } from './parse-instant.js';

describe('parseInstant', () => {
  it.each([
    ['2027-03-14T00:00:00Z', '2027-03-14T00:00:00.000Z'],
    ['2027-03-14t01:30:00.5+01:30', '2027-03-14T00:00:00.500Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
  ])('%s is %s', (text, iso) => expect(parseInstant(text)?.toISOString()).toBe(iso));

  it.each([
    ...['', 'soon', '2027-03-14', '2027-03-14T00:00:00', '2027-03-14 00:00:00Z', '1e9'],
    ...['2027-02-29T00:00:00Z', '2027-13-01T00:00:00Z', '2027-04-31T00:00:00Z'],
    ...['2027-01-01T24:00:00Z', '2027-01-01T00:60:00Z', '0000-01-01T00:00:00Z'],
  ])('%p is none', (text) => expect(parseInstant(text)).toBeNull());
});
