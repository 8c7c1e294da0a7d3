import { readdirSync, readFileSync } from 'node:fs';
import type { Locale } from 'adminjs';
import { consoleLanguages, type ConsoleLanguage } from '../src/staff/staff-request.js';

/** The texts of one language: a namespace is a JSON file in `admin/locale/<language>`. */
export type ConsoleTexts = Record<string, unknown>;

const root = new URL('./locale/', import.meta.url);

const texts = new Map<ConsoleLanguage, ConsoleTexts>(
  consoleLanguages.map((language) => [language, readTexts(language)]),
);

function readTexts(language: ConsoleLanguage): ConsoleTexts {
  const folder = new URL(`${language}/`, root);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as unknown,
    ]),
  );
}

/** All texts of a language by namespace. */
export function textsOf(language: ConsoleLanguage): ConsoleTexts {
  return texts.get(language) ?? {};
}

/**
 * What AdminJS takes for one member of the staff: their language alone travels. Ours stand under
 * `desk`; `adminjs.json` has the words of AdminJS's own lists in its own form.
 */
export function localeOf(language: ConsoleLanguage): Locale {
  const { adminjs, ...desk } = textsOf(language);
  const own = { ...(adminjs as ConsoleTexts), desk };
  return {
    language,
    availableLanguages: [language],
    translations: { [language]: own },
  } as Locale;
}
