import type { ReactElement } from 'react';
import { consoleLanguages } from '../staff-request.js';
import type { StaffPageContext } from './staff-page-context.js';
import { styleAddress } from './style-address.js';
import { languageNames } from './texts/texts.js';

/** The frame of the console's pages without script: the looks of the customers' doors. */
export function StaffFrame({
  context,
  title,
  body,
}: {
  context: StaffPageContext;
  title: string;
  body: ReactElement;
}): ReactElement {
  const { texts, brand, language } = context;
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${texts.console} · ${brand}`}</title>
        <link rel="icon" href={styleAddress('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={styleAddress('portal.css')} />
      </head>
      <body>
        <a className="skip" href="#main">
          {texts.skip}
        </a>
        <header className="head">
          <div className="head-inner">
            <a className="brand" href="/admin">
              {brand}
            </a>
            <span className="muted">{texts.console}</span>
            {context.signedIn ? (
              <form method="post" action="/admin/logout" className="who">
                <button className="quiet">{texts.signOut}</button>
              </form>
            ) : null}
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          <h1>{title}</h1>
          {body}
        </main>
        <Languages context={context} />
      </body>
    </html>
  );
}

/** Each language by its own name, as a link that stays on the page. */
function Languages({ context }: { context: StaffPageContext }): ReactElement {
  const { address, language, texts } = context;
  return (
    <footer className="foot">
      <div className="foot-inner">
        <nav aria-label={texts.languages}>
          <ul className="plain row small">
            {consoleLanguages.map((one) => (
              <li key={one}>
                <a
                  href={`${address}${address.includes('?') ? '&' : '?'}lang=${one}`}
                  lang={one}
                  hrefLang={one}
                  aria-current={one === language ? 'true' : undefined}
                >
                  {languageNames[one]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </footer>
  );
}
