import type { ReactElement, ReactNode } from 'react';
import { space } from '../../shared/looks/tokens.js';
import type { MailContent } from './mail-content.js';
import type { MailFact } from './mail-facts.js';
import {
  STYLE,
  amountStyle,
  bodyText,
  buttonStyle,
  cellPadding,
  cellStyle,
  codeStyle,
  headingStyle,
  labelStyle,
  light,
  linkStyle,
  noteStyle,
  previewStyle,
  px,
  quoteStyle,
  sheetStyle,
  titleStyle,
} from './mail-looks.js';
import { joined } from './mail-typography.js';

const widths = { width: '100%', cellPadding: 0, cellSpacing: 0, border: 0 } as const;

function Heading({ children }: { children: ReactNode }): ReactElement {
  return (
    <h2 className="text" style={headingStyle}>
      {children}
    </h2>
  );
}

function Paragraph({ children }: { children: ReactNode }): ReactElement {
  return (
    <p className="text" style={bodyText}>
      {children}
    </p>
  );
}

type Direction = MailContent['direction'];

function FactRow({ fact, direction }: { fact: MailFact; direction: Direction }): ReactElement {
  const padding = cellPadding[direction];
  return (
    <tr>
      <th scope="row" className="cell rule muted" style={{ ...labelStyle, ...padding }}>
        {fact.label}
      </th>
      <td className="cell rule text" style={{ ...cellStyle, ...padding }}>
        {fact.look === 'code' ? (
          <bdi dir="ltr" style={codeStyle}>
            {fact.value}
          </bdi>
        ) : (
          <bdi>{fact.value}</bdi>
        )}
      </td>
    </tr>
  );
}

function Facts({ facts, direction }: Pick<MailContent, 'facts' | 'direction'>): ReactElement {
  return (
    <>
      <Heading>{facts.title}</Heading>
      <table {...widths}>
        <tbody>
          {facts.rows.map((fact) => (
            <FactRow key={fact.name} fact={fact} direction={direction} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Sums({
  sums,
  direction,
}: {
  sums: NonNullable<MailContent['sums']>;
  direction: Direction;
}): ReactElement {
  const style = { ...labelStyle, ...cellPadding[direction], color: light.text };
  return (
    <>
      <Heading>{sums.title}</Heading>
      <table {...widths}>
        <tbody>
          {sums.rows.map(({ label, note, amount }) => (
            <tr key={label}>
              <th scope="row" className="rule text" style={style}>
                {label}
                {note === null ? null : (
                  <div className="muted" style={{ ...noteStyle, margin: 0 }}>
                    {note}
                  </div>
                )}
              </th>
              <td className="rule text" style={amountStyle}>
                <bdi>{amount}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Reasons({
  reasons,
  locale,
}: {
  reasons: NonNullable<MailContent['reasons']>;
  locale: string;
}): ReactElement {
  return (
    <>
      <Heading>{reasons.title}</Heading>
      {reasons.items.map(({ why, todo }, at) => (
        <Paragraph key={at}>{joined(locale, [why, todo])}</Paragraph>
      ))}
    </>
  );
}

function Message({ message }: { message: NonNullable<MailContent['message']> }): ReactElement {
  return (
    <>
      <Heading>{message.title}</Heading>
      <blockquote className="sunken text" style={quoteStyle} dir="auto">
        {message.lines.map((line, at) => (
          <span key={at}>
            {at > 0 ? <br /> : null}
            {line}
          </span>
        ))}
      </blockquote>
    </>
  );
}

function Actions({ actions }: Pick<MailContent, 'actions'>): ReactElement {
  const [primary, ...others] = actions;
  return (
    <>
      {primary === undefined ? null : (
        <p style={{ margin: px(space.xl, 0, space.l) }}>
          <a className="primary" href={primary.url} style={buttonStyle}>
            {primary.label}
          </a>
        </p>
      )}
      {others.map(({ label, url }) => (
        <Paragraph key={url}>
          <a className="link" href={url} style={linkStyle}>
            {label}
          </a>
        </Paragraph>
      ))}
    </>
  );
}

function Sheet({ content }: { content: MailContent }): ReactElement {
  return (
    <>
      <h1 className="text" style={titleStyle}>
        {content.title}
      </h1>
      <Paragraph>{content.greeting}</Paragraph>
      {content.lead.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      <Facts facts={content.facts} direction={content.direction} />
      {content.sums ? <Sums sums={content.sums} direction={content.direction} /> : null}
      {content.reasons ? <Reasons reasons={content.reasons} locale={content.locale} /> : null}
      {content.message ? <Message message={content.message} /> : null}
      <Heading>{content.next.title}</Heading>
      {content.next.sentences.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      <Actions actions={content.actions} />
    </>
  );
}

/** A mail's content as one HTML document: tables, inline styles, nothing from another host. */
export function MailHtml({ content }: { content: MailContent }): ReactElement {
  return (
    <html lang={content.locale} dir={content.direction}>
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <title>{content.subject}</title>
        {/* Made of our own tokens only: nothing foreign ever enters this block. */}
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body className="canvas" style={{ margin: 0, backgroundColor: light.canvas }}>
        {/* Some clients drop html and body: language and direction stand here once more. */}
        <div lang={content.locale} dir={content.direction}>
          <div style={previewStyle}>{content.lead[0]}</div>
          <table role="presentation" className="canvas" {...widths}>
            <tbody>
              <tr>
                <td style={{ padding: px(space.xl, space.m) }}>
                  <table role="presentation" className="surface" style={sheetStyle} {...widths}>
                    <tbody>
                      <tr>
                        <td style={{ padding: px(space.xl), textAlign: 'start' }}>
                          <Sheet content={content} />
                        </td>
                      </tr>
                    </tbody>
                  </table>
                  <div style={{ maxWidth: px(600), margin: '0 auto' }}>
                    {content.footer.map((sentence) => (
                      <p
                        key={sentence}
                        className="muted"
                        style={{ ...noteStyle, margin: px(space.m, space.xl, 0) }}
                      >
                        {sentence}
                      </p>
                    ))}
                  </div>
                </td>
              </tr>
            </tbody>
          </table>
        </div>
      </body>
    </html>
  );
}
