import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import {
  directionOf,
  formatDate,
  formatDateTime,
  formatMoney,
  formatTime,
  languageOf,
  resolveLocale,
  supportedLocales,
  translator,
} from './locale.js';

const here = new URL('.', import.meta.url);
const languages = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function namespacesOf(language: string): string[] {
  return readdirSync(new URL(`${language}/`, here)).sort();
}

/** Every text of a file by its dotted key. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (node: unknown, path: string[]): void => {
    if (typeof node === 'string') texts.set(path.join('.'), node);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) walk(value, [...path, key]);
    } else throw new Error(`${language}/${file} ${path.join('.')} is neither text nor group`);
  };
  walk(JSON.parse(readFileSync(new URL(`${language}/${file}`, here), 'utf8')), []);
  return texts;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** The keys that a language must have, plural forms by its own grammar. */
function expectedKeys(language: string, english: Iterable<string>): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const keys = [...english];
  const plural = new Set(
    keys.filter((key) => key.endsWith('_other')).map((key) => key.replace(PLURAL, '')),
  );
  const plain = keys.filter((key) => !(PLURAL.test(key) && plural.has(key.replace(PLURAL, ''))));
  return [...plain, ...[...plural].flatMap((key) => forms.map((form) => `${key}_${form}`))].sort();
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map((match) => match[1] ?? ''))]
    .filter((name) => name !== 'count') // `one` may say it in a word
    .sort();
}

describe('texts', () => {
  it.each(languages)('%s has the files, keys and plural forms that English has', (language) => {
    expect(namespacesOf(language)).toEqual(namespacesOf('en'));
    for (const file of namespacesOf('en')) {
      const keys = [...textsOf(language, file).keys()].sort();
      expect({ file, keys }).toEqual({
        file,
        keys: expectedKeys(language, textsOf('en', file).keys()),
      });
    }
  });

  it.each(languages)('%s fills the placeholders that English fills', (language) => {
    for (const file of namespacesOf('en')) {
      const english = textsOf('en', file);
      for (const [key, text] of textsOf(language, file)) {
        const model = english.get(key) ?? english.get(key.replace(PLURAL, '_other'));
        expect([file, key, placeholders(text)]).toEqual([file, key, placeholders(model ?? '')]);
      }
    }
  });

  it.each(languages)('%s has no empty text, stray space or half a placeholder', (language) => {
    for (const file of namespacesOf(language)) {
      for (const [key, text] of textsOf(language, file)) {
        const rest = text.replace(/\{\{\w+\}\}/g, 'x');
        expect([file, key, /^\S(.*\S)?$/s.test(text), /[{}]| {2}|\$t\(/.test(rest)]).toEqual([
          file,
          key,
          true,
          false,
        ]);
      }
    }
  });

  it('tells a missing key from a text', () => {
    expect(translator('en')('terms:kind.ordinary')).toBe('Ordinary cancellation');
    expect(translator('de-AT')('terms:kind.withdrawal')).toBe('Widerruf des Vertrags');
    expect(translator('pl')(['terms:kind.none', 'terms:kind.withdrawal'])).toBe(
      'Odstąpienie od umowy',
    );
    expect(() => translator('pl')('terms:kind.none')).toThrow('No text for terms:kind.none in pl');
  });

  it('counts by the grammar of the language', () => {
    const polish = translator('pl-PL');
    const more = [1, 2, 5, 22].map((count) => polish('mail:moreTags', { count }));
    expect(more).toEqual([
      'i jeszcze 1 urządzenie',
      'i jeszcze 2 urządzenia',
      'i jeszcze 5 urządzeń',
      'i jeszcze 22 urządzenia',
    ]);
    const arabic = translator('ar');
    expect([1, 2, 3, 11, 100].map((count) => arabic('mail:moreTags', { count }))).toEqual([
      'وجهاز واحد آخر',
      'وجهازان آخران',
      'و3 أجهزة أخرى',
      'و11 جهازًا آخر',
      'و100 جهاز آخر',
    ]);
    const czech = translator('cs');
    expect([1, 3, 5].map((count) => czech('mail:moreTags', { count }))).toEqual([
      'a 1 další',
      'a 3 další',
      'a 5 dalších',
    ]);
    expect(translator('ja')('mail:moreTags', { count: 5 })).toBe('ほか5台');
  });

  it('never reads a value as a template, a nested key or a pattern', () => {
    const name = '$t(terms:kind.ordinary) {{reference}} $& $1';
    expect(translator('en')('mail:greeting_named', { name, reference: 'CXL' })).toBe(
      `Hello ${name},`,
    );
  });
});

describe('locales', () => {
  it('supports a language per folder, English first', () => {
    expect(supportedLocales[0]).toBe('en');
    expect([...supportedLocales].sort()).toEqual([...languages].sort());
  });

  it.each([
    ['pl', 'pl'],
    ['PL_pl', 'pl-PL'],
    ['de-AT', 'de-AT'],
    ['en-US', 'en-US'],
    ['en-US-u-ca-buddhist', 'en-US'],
    [' de ', 'de'],
    ['fr-CA', 'fr-CA'],
    ['ar-EG', 'ar-EG'],
    ['pt-BR', 'pt-BR'],
    ['sv-SE', 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['../etc', 'en'],
    ['constructor', 'en'],
    ['x'.repeat(5000), 'en'],
    [undefined, 'en'],
  ])('resolves %p to %p', (tag, locale) => {
    expect(resolveLocale(tag)).toBe(locale);
  });

  it('knows language and direction', () => {
    expect(languageOf('de-CH')).toBe('de');
    expect(directionOf('pl-PL')).toBe('ltr');
    expect(directionOf('ar-EG')).toBe('rtl');
    const rtl = supportedLocales.filter((locale) => directionOf(locale) === 'rtl');
    expect(rtl).toEqual(['ar']);
  });

  it('writes dates out with the year, in the zone', () => {
    const late = '2027-03-14T23:30:00Z';
    expect(formatDate(late, 'en', 'UTC')).toBe('14 March 2027');
    expect(formatDate(new Date(late), 'en', 'Europe/Warsaw')).toBe('15 March 2027');
    expect(formatDate(late, 'en-US', 'America/New_York')).toBe('March 14, 2027');
    expect(formatDate(late, 'pl-PL', 'UTC')).toBe('14 marca 2027');
    expect(formatDate(late, 'de', 'UTC')).toBe('14. März 2027');
    expect(formatDate(late, 'ja', 'Asia/Tokyo')).toBe('2027年3月15日');
    expect(formatDate(late, 'ar', 'UTC')).toBe('14 مارس 2027');
    expect(formatDate(late, 'ar-EG', 'UTC')).toBe('١٤ مارس ٢٠٢٧');
  });

  it('leaves a date without a time on its day in every zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(formatDate('2027-03-14', 'en', zone)).toBe('14 March 2027');
    }
  });

  it('writes times with their zone, on both sides of a clock change', () => {
    expect(formatDateTime('2027-03-14T08:05:00Z', 'en', 'Europe/Warsaw')).toBe(
      '14 March 2027 at 09:05 CET',
    );
    expect(formatDateTime('2027-03-28T01:00:00Z', 'de', 'Europe/Berlin')).toBe(
      '28. März 2027 um 03:00 MESZ',
    );
    expect(formatTime('2027-03-14T23:00:00Z', 'en', 'Europe/Warsaw')).toBe('00:00 CET');
    expect(formatTime('2027-03-14T18:05:00Z', 'en-US', 'America/New_York')).toMatch(
      /^2:05\sPM EDT$/,
    );
  });

  it('refuses what is no date and no zone', () => {
    expect(() => formatDate('soon', 'en', 'UTC')).toThrow(RangeError);
    expect(() => formatDate('2027-03-14T00:00:00Z', 'en', 'Mars/Base')).toThrow(RangeError);
  });

  it('writes money from minor units', () => {
    expect(formatMoney({ amount: 119900, currency: 'EUR' }, 'de')).toBe('1.199,00\u00a0€');
    expect(formatMoney({ amount: 119900, currency: 'USD' }, 'en-US')).toBe('$1,199.00');
    expect(formatMoney({ amount: 1199, currency: 'JPY' }, 'en')).toBe('¥1,199');
    expect(formatMoney({ amount: 119900, currency: 'EUR' }, 'ar')).toBe('\u200f1,199.00\u00a0€');
  });

  it('writes Portuguese the European way unless a region asks for another', () => {
    const money = { amount: 119900, currency: 'EUR' };
    expect(formatMoney(money, 'pt')).toBe('1199,00\u00a0€');
    expect(formatMoney(money, 'pt-BR')).toBe('€\u00a01.199,00');
    expect(formatTime('2027-03-14T12:05:00Z', 'pt', 'Europe/Lisbon')).toBe('12:05 WET');
  });
});
