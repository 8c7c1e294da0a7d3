import { useTranslation } from 'adminjs';
import { useMemo } from 'react';

type Values = Readonly<Record<string, string | number | undefined>>;

export interface Texts {
  /** The text of `namespace.key`, e.g. `frame.wait`; plural forms follow `count`. */
  t: (key: string, values?: Values) => string;
  /** The text of the key, or of the fallback where the key has none: for codes of the server. */
  word: (group: string, code: string | null | undefined) => string;
  language: string;
}

/** The console's texts in the reader's language: `admin/locale/<language>/<namespace>.json`. */
export function useTexts(): Texts {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const t = (key: string, values?: Values): string =>
      String(i18n.t(`desk.${key}`, { ...values }));
    const word = (group: string, code: string | null | undefined): string => {
      if (code === null || code === undefined || code === '') return '';
      return i18n.exists(`desk.${group}.${code}`) ? t(`${group}.${code}`) : code;
    };
    return { t, word, language: i18n.language };
  }, [i18n, i18n.language]);
}

export interface Formats {
  /** 14 March 2027 */
  date: (instant: string | null) => string;
  /** 14 March 2027, 10:30 */
  time: (instant: string | null) => string;
  /** Minor units with their currency. */
  money: (amount: number | string, currency: string) => string;
  number: (value: number) => string;
  /** In 3 hours; 2 days ago. */
  relative: (instant: string) => string;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Dates, money and numbers as the reader writes them. */
export function useFormats(): Formats {
  const { language } = useTexts();
  return useMemo(() => {
    const locale = language === 'en' ? 'en-GB' : language;
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
    const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
    return {
      date: (instant) => (instant ? day.format(new Date(instant)) : ''),
      time: (instant) => (instant ? minute.format(new Date(instant)) : ''),
      money: (amount, currency) => {
        const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
        const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
        return format.format(Number(amount) / 10 ** digits);
      },
      number: (value) => new Intl.NumberFormat(locale).format(value),
      relative: (instant) => {
        const seconds = (new Date(instant).getTime() - Date.now()) / 1_000;
        const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['minute', 60];
        return relative.format(Math.trunc(seconds / size), unit);
      },
    };
  }, [language]);
}
