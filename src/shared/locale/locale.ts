import { readdirSync, readFileSync } from 'node:fs';
import { createInstance, type ResourceLanguage } from 'i18next';
import { formatMoney as formatAmount, type Money } from '../money.js';

/** A language is a folder beside this file; a namespace is a JSON file in it. */
const root = new URL('.', import.meta.url);
const FALLBACK = 'en';

function loadResources(): Record<string, ResourceLanguage> {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    folders.map(({ name: language }) => {
      const folder = new URL(`${language}/`, root);
      const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
      const namespaces = files.map((file) => [
        file.slice(0, -'.json'.length),
        JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as unknown,
      ]);
      return [language, Object.fromEntries(namespaces) as ResourceLanguage];
    }),
  );
}

const resources = loadResources();

/** Languages that have texts, the fallback first. */
export const supportedLocales: readonly string[] = [
  FALLBACK,
  ...Object.keys(resources)
    .filter((language) => language !== FALLBACK)
    .sort(),
];

const i18n = createInstance();
// With resources at hand and initAsync off, init has finished when it returns.
void i18n.init({
  resources,
  fallbackLng: FALLBACK,
  supportedLngs: [...supportedLocales],
  ns: Object.keys(resources[FALLBACK] ?? {}),
  defaultNS: false,
  initAsync: false,
  returnNull: false,
  // Values are escaped where they are rendered: React does it in HTML, plain text needs none.
  interpolation: { escapeValue: false, skipOnVariables: true },
});

/** Texts by `namespace:key`; of several keys the first that exists. Throws when none does. */
export type Translate = (
  key: string | string[],
  params?: Readonly<Record<string, string | number | undefined>>,
) => string;

/**
 * The locale to speak to somebody who asks for `tag`: a supported language with the tag's script
 * and region kept for formatting (`de-AT` stays `de-AT`), English for everything else.
 */
export function resolveLocale(tag: string | undefined): string {
  if (tag === undefined || tag.length > 35) return FALLBACK;
  const known = resolved.get(tag);
  if (known !== undefined) return known;
  const locale = readTag(tag);
  if (resolved.size >= 1_000) resolved.clear();
  resolved.set(tag, locale);
  return locale;
}

/** Reading a tag costs more than a line of a mail, and a mail reads it for each. Tags come from outside. */
const resolved = new Map<string, string>();

function readTag(tag: string): string {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag.trim().replaceAll('_', '-'));
  } catch (error) {
    if (error instanceof RangeError) return FALLBACK; // not a language tag at all
    throw error;
  }
  if (!supportedLocales.includes(locale.language)) return FALLBACK;
  return [locale.language, locale.script, locale.region].filter(Boolean).join('-');
}

/** The language whose texts a locale uses: `de` for `de-AT`. */
export function languageOf(locale: string): string {
  return resolveLocale(locale).split('-')[0] as string;
}

const RIGHT_TO_LEFT = new Set(['ar']);

/** Direction in which a locale's texts run, for the `dir` attribute. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(languageOf(locale)) ? 'rtl' : 'ltr';
}

/** The texts of a locale's language. A missing key is a mistake of ours and throws. */
export function translator(locale: string): Translate {
  const translate = i18n.getFixedT(languageOf(locale));
  return (key, params = {}) => {
    const keys = Array.isArray(key) ? key : [key];
    const found = keys.find((one) => i18n.exists(one, { ...params, lng: languageOf(locale) }));
    if (found === undefined) throw new Error(`No text for ${keys.join(', ')} in ${locale}`);
    return translate(found, params);
  };
}

/** Our Portuguese is the European one; to Intl, Portuguese without a region is Brazilian. */
function regionalLocale(locale: string): string {
  const resolved = resolveLocale(locale);
  return resolved === 'pt' ? 'pt-PT' : resolved;
}

/** English without a region is written the international way: 14 March 2027, 24 hours. */
function dateLocale(locale: string): string {
  const regional = regionalLocale(locale);
  return regional === 'en' ? 'en-GB' : regional;
}

/** The amount with its currency as a reader of the locale expects it: `1199,00 zł` in `pl`. */
export function formatMoney(money: Money, locale: string): string {
  return formatAmount(money, regionalLocale(locale));
}

const DATE = { year: 'numeric', month: 'long', day: 'numeric' } as const;
const TIME = { minute: '2-digit', timeZoneName: 'short' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();
/** Making a format costs about as much as a whole mail; far above the locales and zones in use. */
const MAX_FORMATS = 2000;

function dateTimeFormat(
  style: 'date' | 'time' | 'dateTime',
  locale: string,
  timeZone: string,
): Intl.DateTimeFormat {
  const name = `${style} ${locale} ${timeZone}`;
  const known = formats.get(name);
  if (known) return known;
  const tag = dateLocale(locale);
  const { hour12 } = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions();
  const hour = hour12 ? 'numeric' : '2-digit';
  const made = new Intl.DateTimeFormat(tag, {
    timeZone,
    ...(style === 'time' ? {} : DATE),
    ...(style === 'date' ? {} : { ...TIME, hour }),
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(name, made);
  return made;
}

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** `14 March 2027`: the day as the zone sees it. A date without a time is that day in every zone. */
export function formatDate(date: Date | string, locale: string, timeZone: string): string {
  const zone = typeof date === 'string' && DATE_ONLY.test(date) ? 'UTC' : timeZone;
  return dateTimeFormat('date', locale, zone).format(new Date(date));
}

/** `13:05 CET`: to the minute, with the zone. */
export function formatTime(date: Date | string, locale: string, timeZone: string): string {
  return dateTimeFormat('time', locale, timeZone).format(new Date(date));
}

/** `14 March 2027 at 13:05 CET`: to the minute, with the zone. */
export function formatDateTime(date: Date | string, locale: string, timeZone: string): string {
  return dateTimeFormat('dateTime', locale, timeZone).format(new Date(date));
}
