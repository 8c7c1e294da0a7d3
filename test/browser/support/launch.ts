import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';

/** Languages of the browser tests: left to right and right to left, with and without many plural forms. */
export const languages = ['en', 'pl', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

/** What the browser of somebody from there asks for. */
const locales: Readonly<Record<Language, string>> = {
  en: 'en-US',
  pl: 'pl-PL',
  de: 'de-DE',
  ar: 'ar',
};

export interface VisitWish {
  language?: Language;
  /** False: pages have to work without it. */
  script?: boolean;
  theme?: 'light' | 'dark';
  phone?: boolean;
  /** Answers that this visit provokes on purpose; every other one from 400 on fails it. */
  refusals?: readonly number[];
  /** Lets axe in, which the pages' own policy keeps out. */
  bypassCSP?: boolean;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

export function contextOptions(wish: VisitWish): BrowserContextOptions {
  return {
    locale: locales[wish.language ?? 'en'],
    timezoneId: 'Europe/Warsaw',
    javaScriptEnabled: wish.script ?? true,
    colorScheme: wish.theme ?? 'light',
    viewport: wish.phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    hasTouch: wish.phone ?? false,
    bypassCSP: wish.bypassCSP ?? false,
    reducedMotion: 'reduce',
  };
}
