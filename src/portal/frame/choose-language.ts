import { resolveLocale, supportedLocales } from '../../shared/locale/locale.js';

/** What may say in which language somebody reads; each is null when nothing is known. */
export interface LanguageHints {
  /** `?lang=`, kept for the visit. */
  chosen: string | null;
  account: { language: string; country: string } | null;
  /** The tags of `Accept-Language`, best first. */
  accepted: readonly string[];
}

/**
 * The locale of a page: the chosen language, else the account's, else the browser's, else the one of
 * the account's country, else English. Source: contract, "Customer doors". The account's country
 * shapes dates and money only in the account's own language: English as written in Poland is nobody's.
 */
export function chooseLocale({ chosen, account, accepted }: LanguageHints): string {
  const own = account === null ? null : supported(account.language);
  const country = account?.country ?? '';
  const withCountry = (locale: string): string =>
    locale === own && !locale.includes('-') ? resolveLocale(`${locale}-${country}`) : locale;
  if (chosen !== null && supported(chosen) !== null) return withCountry(resolveLocale(chosen));
  if (own !== null) return withCountry(own);
  const browser = accepted.find((tag) => supported(tag) !== null);
  if (browser !== undefined) return resolveLocale(browser);
  return languageOfCountry(country) ?? resolveLocale(undefined);
}

/** The locale that a tag stands for; null where there are no texts in its language. */
export function supported(tag: string): string | null {
  if (tag.length > 35) return null;
  const language = tag.trim().split(/[-_]/)[0]?.toLowerCase() ?? '';
  return supportedLocales.includes(language) ? resolveLocale(tag) : null;
}

/** The language most likely spoken in a country, by the CLDR data of Intl; null when there are no texts. */
function languageOfCountry(country: string): string | null {
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const { language } = new Intl.Locale(`und-${country}`).maximize();
  return supported(`${language}-${country}`);
}
