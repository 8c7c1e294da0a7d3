import bidiFactory, { type Bidi } from 'bidi-js';

export type Direction = 'ltr' | 'rtl';

/** How wide a text is in the face and size at hand. */
export type Measure = (text: string) => number;

/** Its types describe a module of another kind: to Node, the factory itself is what is imported. */
const bidi = (bidiFactory as unknown as () => Bidi)();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;
const CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Breaks a text at its spaces into lines that fit; a word that is wider than a line is cut. */
export function breakLines(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => cutWord(one, width, measure))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measureLine(longer, measure) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A line's width: words and spaces each for themselves, as they are set. */
export function measureLine(line: string, measure: Measure): number {
  const shown = line.replace(CONTROLS, '');
  return shown.split(/( )/).reduce((sum, part) => sum + (part === '' ? 0 : measure(part)), 0);
}

function cutWord(word: string, width: number, measure: Measure): string[] {
  if (measureLine(word, measure) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of graphemes.segment(word)) {
    if (part !== '' && measureLine(part + segment, measure) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

/**
 * The pieces of a line from left to right, each to be set on its own: text that runs right to left
 * is split into words, whose letters the typeface joins and turns around by itself.
 * Source: Unicode Standard Annex 9.
 */
export function visualPieces(line: string, direction: Direction): string[] {
  if (direction === 'ltr' && !RIGHT_TO_LEFT.test(line)) return [line.replace(CONTROLS, '')];
  const levels = bidi.getEmbeddingLevels(line, direction);
  const mirrored = bidi.getMirroredCharactersMap(line, levels.levels);
  const order = bidi.getReorderedIndices(line, levels);
  return runsOf(order, levels.levels)
    .flatMap(({ indices, rightToLeft }) => {
      const logical = [...indices].sort((a, b) => a - b);
      const text = logical.map((at) => mirrored.get(at) ?? line.charAt(at)).join('');
      return rightToLeft ? wordsFromTheRight(text) : [text];
    })
    .map((piece) => piece.replace(CONTROLS, ''))
    .filter((piece) => piece !== '');
}

/** Neighbours on the line that also follow each other in the text, forwards or backwards. */
function runsOf(
  order: readonly number[],
  levels: Uint8Array,
): { indices: number[]; rightToLeft: boolean }[] {
  const runs: { indices: number[]; rightToLeft: boolean }[] = [];
  for (const index of order) {
    const rightToLeft = ((levels[index] ?? 0) & 1) === 1;
    const run = runs.at(-1);
    const step = rightToLeft ? -1 : 1;
    if (run?.rightToLeft === rightToLeft && index - (run.indices.at(-1) as number) === step) {
      run.indices.push(index);
    } else {
      runs.push({ indices: [index], rightToLeft });
    }
  }
  return runs;
}

function wordsFromTheRight(text: string): string[] {
  const words = text.split(/(\s+)/).filter((word) => word !== '');
  // Without a letter to tell it the direction the typeface would set signs from the left.
  return words
    .reverse()
    .map((word) =>
      RIGHT_TO_LEFT.test(word) && LETTER.test(word) ? word : [...word].reverse().join(''),
    );
}

const LETTER = /\p{L}/u;
