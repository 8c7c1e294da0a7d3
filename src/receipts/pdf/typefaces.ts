import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

export type Face = 'sans' | 'strong' | 'mono';

const files: Readonly<Record<Face, string>> = {
  sans: 'DejaVuSans.ttf',
  strong: 'DejaVuSans-Bold.ttf',
  mono: 'DejaVuSansMono.ttf',
};

const require = createRequire(import.meta.url);
const opened = new Map<Face, Font>();

/** The face, read at its first use and shared by all documents: reading one costs more than a page. */
export function typeface(face: Face): Font {
  const known = opened.get(face);
  if (known !== undefined) return known;
  const font = create(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${files[face]}`)));
  if (!('layout' in font)) throw new Error(`${files[face]} holds several typefaces.`);
  opened.set(face, font);
  return font;
}

/**
 * The text as the face can set it: what it lacks is given by its Unicode number, e.g. `[U+5C71]`, so
 * that nothing vanishes. Signs that are never seen are left out.
 */
export function settable(text: string, face: Face): { text: string; complete: boolean } {
  const font = typeface(face);
  let complete = true;
  const set = [...text.normalize('NFC')].map((symbol) => {
    const point = symbol.codePointAt(0) as number;
    if (BIDI_CONTROL.test(symbol) || font.hasGlyphForCodePoint(point)) return symbol;
    if (UNSEEN.test(symbol)) return '';
    complete = false;
    return `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
  return { text: set.join(''), complete };
}

/** Decide the order of a line and are taken out when it is set. */
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/u;
