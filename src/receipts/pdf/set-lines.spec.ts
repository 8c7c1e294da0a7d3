import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { breakLines, measureLine, visualPieces } from './set-lines.js';
import { settable } from './typefaces.js';

/** Every sign one wide. */
const measure = (text: string): number => [...text].length;

describe('breakLines', () => {
  it('breaks at spaces, and a word only when it is wider than a line', () => {
    expect(breakLines('one two three', 7, measure)).toEqual(['one two', 'three']);
    expect(breakLines('abcdefghij', 4, measure)).toEqual(['abcd', 'efgh', 'ij']);
    expect(breakLines('', 4, measure)).toEqual(['']);
  });

  it('never takes a letter from its accent', () => {
    expect(breakLines('e\u0301e\u0301e\u0301', 2, measure)).toEqual([
      'e\u0301',
      'e\u0301',
      'e\u0301',
    ]);
  });

  it('loses nothing and overflows nothing', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(texts, (words) => {
        const text = words.join(' ');
        const lines = breakLines(text, 12, measure);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        const widest = (line: string): number => measureLine(line, measure);
        for (const line of lines) expect(widest(line) <= 12 || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

describe('visualPieces', () => {
  it('leaves a line from left to right in one piece', () => {
    expect(visualPieces('Anna (2026)', 'ltr')).toEqual(['Anna (2026)']);
  });

  it('sets words from the right, numbers and names among them from the left', () => {
    expect(visualPieces('مرحبا بالعالم', 'rtl')).toEqual(['بالعالم', ' ', 'مرحبا']);
    expect(visualPieces('في 12 يونيو', 'rtl')).toEqual(['يونيو', ' ', '12', ' ', 'في']);
    expect(visualPieces('خطة Premium Support', 'rtl')).toEqual(['Premium Support', ' ', 'خطة']);
  });

  it('turns brackets around, and takes the marks out that told the order', () => {
    expect(visualPieces('(مرحبا)', 'rtl')).toEqual([')مرحبا(']);
    expect(visualPieces('\u2066CXL-1\u2069 مرحبا', 'rtl')).toEqual(['مرحبا', ' ', 'CXL-1']);
    expect(visualPieces('\u2066CXL-1\u2069', 'ltr')).toEqual(['CXL-1']);
  });

  it('sets every sign exactly once', () => {
    const line = fc.string({ unit: fc.constantFrom(...'ab 12(),.مرحبا٣', '\u{1D7D8}', 'ה') });
    fc.assert(
      fc.property(line, fc.constantFrom('ltr' as const, 'rtl' as const), (text, direction) => {
        const set = visualPieces(text, direction).join('');
        const plain = (one: string): string => [...one].map(unmirrored).sort().join('');
        expect(plain(set)).toBe(plain(text));
      }),
    );
  });
});

function unmirrored(sign: string): string {
  return sign === ')' ? '(' : sign;
}

describe('settable', () => {
  it('keeps Polish, Greek, Cyrillic and Arabic letters', () => {
    for (const text of [
      'Zażółć gęślą jaźń',
      'Ελληνικά',
      'Українська їжак',
      'مرحبا',
      'Příliš žluťoučký',
    ]) {
      expect(settable(text, 'sans')).toEqual({ text, complete: true });
    }
  });

  it('gives what the typeface lacks by number, and leaves out what nobody sees', () => {
    expect(settable('山田', 'sans')).toEqual({ text: '[U+5C71][U+7530]', complete: false });
    expect(settable('\u{1F9FE}', 'mono').text).toBe('[U+1F9FE]');
    expect(settable('a\u0000b\u{E0041}', 'sans')).toEqual({ text: 'ab', complete: true });
    expect(settable('e\u0301', 'sans').text).toBe('é');
  });
});
