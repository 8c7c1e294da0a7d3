import { languageOf } from '../../shared/locale/locale.js';
import type { NoLoginFunction } from './declaration-fields.js';

/**
 * Where the button that cancels stands on the form itself, with no page in between. German Civil Code,
 * section 312k: the function leads straight to the page with the button. Elsewhere a page repeats what
 * was typed first (French Consumer Code, D215-3: a summary that can be edited). A withdrawal has two
 * steps everywhere (Directive 2011/83/EU, Art. 11a).
 */
const directLanguages: Readonly<Record<NoLoginFunction, readonly string[]>> = {
  cancel: ['de'],
  withdraw: [],
};

/** Whether the form of a page in this locale declares by itself. */
export function hasDirectButton(asked: NoLoginFunction, locale: string): boolean {
  return directLanguages[asked].includes(languageOf(locale));
}
