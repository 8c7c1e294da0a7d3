import { languageOf } from '../../shared/locale/locale.js';

/** A value whose own letters decide its direction, and that drags no neighbour along. */
export function isolated(value: string): string {
  return value && `\u2068${value}\u2069`;
}

/** A reference, number or address: left to right in every language. */
export function isolatedCode(value: string): string {
  return value && `\u2066${value}\u2069`;
}

/** Sentences one after the other: Japanese sets no space between them. */
export function joined(locale: string, sentences: readonly (string | null)[]): string {
  return sentences.filter(Boolean).join(languageOf(locale) === 'ja' ? '' : ' ');
}

/** The colon after a label: French sets a hard space before it. */
export function colon(locale: string): string {
  return languageOf(locale) === 'fr' ? '\u00a0:' : ':';
}
