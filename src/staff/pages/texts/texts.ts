import { consoleLanguages, type ConsoleLanguage } from '../../staff-request.js';
import { de } from './de.js';
import { en } from './en.js';
import { pl } from './pl.js';
import type { SignInTexts } from './sign-in-texts.js';

const all: Readonly<Record<ConsoleLanguage, SignInTexts>> = { en, pl, de };

/** The languages by their own names. */
export const languageNames: Readonly<Record<ConsoleLanguage, string>> = {
  en: 'English',
  pl: 'Polski',
  de: 'Deutsch',
};

export function textsIn(language: ConsoleLanguage): SignInTexts {
  return all[language];
}

/** A text that came from outside as one of the console's languages; undefined for any other. */
export function asConsoleLanguage(wished: unknown): ConsoleLanguage | undefined {
  return consoleLanguages.find((one) => one === wished);
}
