/** Columns that plain-text readers show without wrapping. */
const WIDTH = 72;

/** Japanese, Chinese and Korean letters and marks: two columns each. */
const WIDE = /[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]/gu;
const INVISIBLE = /[\u200e\u200f\u2066-\u2069]/g;

/**
 * Between two wide letters a line may end, but not before a mark that closes, a small kana or a
 * lengthening, not after one that opens, and not within a word in katakana.
 */
const BETWEEN_WIDE = new RegExp(
  `(?<=${WIDE.source})(?<![「『【〈《\\uff08])(?<![ァ-ヺ・ー](?=[ァ-ヺ・ー]))` +
    `(?=${WIDE.source})(?![、。」』】〉》々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ])` +
    `(?![\\uff01\\uff09\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f])`,
  'u',
);

/** How many columns a text takes where every letter is as wide as every other, or twice as wide. */
export function widthOf(text: string): number {
  return [...text.replace(INVISIBLE, '')].length + (text.match(WIDE)?.length ?? 0);
}

/**
 * The text as rows. Breaks at plain spaces and between wide letters only, so that amounts, dates
 * with hard spaces and addresses stay whole.
 */
export function wrap(text: string, indent = ''): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    word.split(BETWEEN_WIDE).forEach((piece, at) => {
      const longer = row === '' ? piece : `${row}${at > 0 ? '' : ' '}${piece}`;
      if (row !== '' && widthOf(longer) > WIDTH) {
        rows.push(row);
        row = `${indent}${piece}`;
      } else row = longer;
    });
  }
  return rewound([...rows, row]);
}

/** An isolate ends with its line at the latest: what a break cuts in two is isolated twice. */
function rewound(rows: readonly string[]): string[] {
  let open = '';
  return rows.map((row) => {
    const whole = row.replace(/^ */, (indent) => indent + open);
    open = '';
    for (const sign of whole) {
      if (sign === '\u2066' || sign === '\u2068') open += sign;
      else if (sign === '\u2069') open = open.slice(0, -1);
    }
    return whole + '\u2069'.repeat(open.length);
  });
}
