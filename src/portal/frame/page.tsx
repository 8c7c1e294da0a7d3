import type { ReactElement } from 'react';
import { supportedLocales, languageOf } from '../../shared/locale/locale.js';
import { assetAddress } from './assets.js';
import type { PageContext } from './page-context.js';
import { TokenField } from './token-field.js';

/** What one page shows within the frame. */
export interface PageParts {
  /** The page's name: its heading, and with the brand its title in the browser. */
  title: string;
  body: ReactElement;
  status?: number;
  /** Marks the place in the navigation. */
  door?: 'digital_locker' | 'my_account';
}

type FrameParts = Omit<PageParts, 'status'> & { context: PageContext };

/** The frame of every page: the same head, doors, foot and legal functions wherever a customer is. */
export function Page({ context, title, body, door }: FrameParts): ReactElement {
  const { locale, direction, brand, t } = context;
  return (
    <html lang={locale} dir={direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <title>{`${title} · ${brand.name}`}</title>
        <link rel="icon" href={assetAddress('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetAddress('portal.css')} />
        <script src={assetAddress('portal.js')} defer />
      </head>
      <body>
        <a className="skip" href="#main">
          {t('portal:frame.skip')}
        </a>
        <Head context={context} door={door} />
        <main id="main" tabIndex={-1}>
          <h1>{title}</h1>
          {body}
        </main>
        <Foot context={context} />
      </body>
    </html>
  );
}

const doors = [
  { code: 'digital_locker', address: '/digital-locker' },
  { code: 'my_account', address: '/account' },
] as const;

function Head({ context, door }: Pick<FrameParts, 'context' | 'door'>): ReactElement {
  const { t, brand, visitor } = context;
  return (
    <header className="head">
      <div className="head-inner">
        <a className="brand" href="/">
          {brand.name}
        </a>
        <nav aria-label={t('portal:frame.doors')}>
          <ul className="plain row">
            {doors.map(({ code, address }) => (
              <li key={code}>
                <a href={address} aria-current={door === code ? 'true' : undefined}>
                  {t(`portal:door.${code}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {visitor === null ? null : (
          <form method="post" action="/sign-out" className="who">
            <TokenField context={context} />
            <bdi className="who-name">{visitor.name}</bdi>
            <button className="quiet">{t('portal:frame.signOut')}</button>
          </form>
        )}
      </div>
    </header>
  );
}

function Foot({ context }: { context: PageContext }): ReactElement {
  const { t, brand } = context;
  return (
    <footer className="foot">
      <div className="foot-inner">
        <nav aria-label={t('portal:frame.legal')}>
          <ul className="plain row">
            <li>
              <a href="/cancel">{t('legal:cancelFunction')}</a>
            </li>
            <li>
              <a href="/withdraw">{t('legal:withdrawFunction')}</a>
            </li>
            <li>
              <a href="/receipts/verify">{t('portal:frame.verify')}</a>
            </li>
          </ul>
        </nav>
        <Languages context={context} />
        <p className="muted">
          {t('portal:frame.contact')}{' '}
          <a href={`mailto:${brand.supportEmail}`}>{brand.supportEmail}</a>
          {brand.supportPhone === null ? null : (
            <>
              {' · '}
              <bdi dir="ltr">{brand.supportPhone}</bdi>
            </>
          )}
        </p>
      </div>
    </footer>
  );
}

/** Each language by its own name, as a link that stays on the page. */
function Languages({ context }: { context: PageContext }): ReactElement {
  const { t, locale, address } = context;
  const current = languageOf(locale);
  const to = (language: string): string =>
    `${address}${address.includes('?') ? '&' : '?'}lang=${language}`;
  return (
    <nav aria-label={t('portal:frame.languages')}>
      <ul className="plain row small">
        {supportedLocales.map((language) => (
          <li key={language}>
            <a
              href={to(language)}
              lang={language}
              hrefLang={language}
              aria-current={language === current ? 'true' : undefined}
            >
              {nativeName(language)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const nativeNames = new Map<string, string>();

function nativeName(language: string): string {
  const known = nativeNames.get(language);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  const capital = name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  nativeNames.set(language, capital);
  return capital;
}
