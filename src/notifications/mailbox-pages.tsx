import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { palettes, radius, space, type, type Palette } from '../shared/looks/tokens.js';

export interface KeptMail {
  id: string;
  recipient: string;
  subject: string;
  template: string;
  locale: string;
  messageId: string;
  sentAt: string;
}

function variables(palette: Readonly<Palette>): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

const style = `
:root{color-scheme:light dark;${variables(palettes.light)}}
@media (prefers-color-scheme:dark){:root{${variables(palettes.dark)}}}
body{margin:0 auto;padding:${space.xl}px;max-width:960px;background:var(--canvas);color:var(--text);
font:${type.size.body}px/${type.lineHeight.body} ${type.sans}}
h1{font-size:${type.size.title}px;line-height:${type.lineHeight.tight}}
a{color:var(--link)}
p.note,td.quiet,dt{color:var(--mutedText)}
table{width:100%;border-collapse:collapse;background:var(--surface);border-radius:${radius.m}px}
th,td{padding:${space.s}px ${space.m}px;text-align:left;vertical-align:top;border-bottom:1px solid var(--border);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:${space.xs}px ${space.l}px}
dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:70vh;border:1px solid var(--border);border-radius:${radius.m}px;background:#ffffff}
`;

function page(title: string, children: ReactNode): string {
  const markup = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>{children}</main>
      </body>
    </html>,
  );
  return `<!DOCTYPE html>${markup}`;
}

function time(sentAt: string): string {
  return `${new Date(sentAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The newest mails first. */
export function mailboxPage(mails: readonly KeptMail[], limit: number): string {
  return page(
    'Mailbox',
    <>
      <h1>Mailbox</h1>
      <p className="note">
        Mails as they would be sent. No mail server is set (SMTP_URL), so they are kept here.
        {mails.length === limit ? ` The newest ${limit}.` : ''}
      </p>
      {mails.length === 0 ? (
        <p>No mail yet. Cancel a subscription, and its mails appear here.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Written</th>
              <th scope="col">To</th>
              <th scope="col">Subject</th>
            </tr>
          </thead>
          <tbody>
            {mails.map((mail) => (
              <tr key={mail.id}>
                <td className="quiet">
                  <time dateTime={new Date(mail.sentAt).toISOString()}>{time(mail.sentAt)}</time>
                </td>
                <td>{mail.recipient}</td>
                <td>
                  <a href={`/dev/mailbox/${mail.id}`} lang={mail.locale}>
                    {mail.subject}
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>,
  );
}

/** One mail; its HTML stands in a sandboxed frame, served by an address of its own. */
export function mailPage(mail: KeptMail, attachment: string | null): string {
  const address = `/dev/mailbox/${mail.id}`;
  return page(
    mail.subject,
    <>
      <p>
        <a href="/dev/mailbox">Mailbox</a>
      </p>
      <h1 lang={mail.locale}>{mail.subject}</h1>
      <dl>
        <dt>To</dt>
        <dd>{mail.recipient}</dd>
        <dt>Written</dt>
        <dd>{time(mail.sentAt)}</dd>
        <dt>Message-ID</dt>
        <dd>{mail.messageId}</dd>
        <dt>Occasion</dt>
        <dd>{mail.template}</dd>
        {attachment === null ? null : (
          <>
            <dt>Attachment</dt>
            <dd>
              <a href={`${address}/receipt.pdf`}>{attachment}</a>
            </dd>
          </>
        )}
      </dl>
      <p>
        <a href={`${address}/text`}>Plain text</a> · <a href={`${address}/html`}>HTML alone</a>
      </p>
      <iframe
        title={mail.subject}
        src={`${address}/html`}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
      />
    </>,
  );
}
