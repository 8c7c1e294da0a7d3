import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { palettes, radius, space, type, type Palette } from '../../shared/looks/tokens.js';
import type { MailContent, MailFact } from './mail-content.js';

/*
 * Mail clients know tables and inline styles; what they know of style blocks is the dark scheme.
 * So light colours are inline, and a class beside each lets dark ones take over.
 */
const light = palettes.light;

const DARK: Record<string, [property: string, colour: keyof Palette][]> = {
  canvas: [['background-color', 'canvas']],
  surface: [
    ['background-color', 'surface'],
    ['border-color', 'border'],
  ],
  sunken: [['background-color', 'sunken']],
  rule: [['border-color', 'border']],
  text: [['color', 'text']],
  muted: [['color', 'mutedText']],
  link: [['color', 'link']],
  primary: [
    ['background-color', 'primary'],
    ['color', 'onPrimary'],
  ],
};

const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${Object.entries(DARK)
  .map(([name, rules]) => {
    const body = rules.map(
      ([property, colour]) => `${property}:${palettes.dark[colour]}!important`,
    );
    return `.${name}{${body.join(';')}}`;
  })
  .join('')}}
@media (max-width:480px){.cell{display:block!important;width:auto!important;padding-bottom:0!important}}`;

const px = (...values: number[]): string => values.map((value) => `${value}px`).join(' ');

const bodyText: CSSProperties = {
  margin: px(0, 0, space.m),
  fontFamily: type.sans,
  fontSize: px(type.size.body),
  lineHeight: type.lineHeight.body,
  color: light.text,
};
const headingStyle: CSSProperties = {
  ...bodyText,
  margin: px(space.xl, 0, space.s),
  fontSize: px(type.size.heading),
  lineHeight: type.lineHeight.tight,
  fontWeight: type.weight.strong,
};
const titleStyle: CSSProperties = {
  ...headingStyle,
  margin: px(0, 0, space.l),
  fontSize: px(type.size.title),
};
const cellStyle: CSSProperties = {
  ...bodyText,
  margin: 0,
  padding: px(space.s, space.m, space.s, 0),
  borderTop: `1px solid ${light.border}`,
  verticalAlign: 'top',
  textAlign: 'start',
};
const labelStyle: CSSProperties = {
  ...cellStyle,
  width: '38%',
  fontWeight: type.weight.normal,
  color: light.mutedText,
};
const noteStyle: CSSProperties = {
  ...bodyText,
  fontSize: px(type.size.small),
  color: light.mutedText,
};
const codeStyle: CSSProperties = {
  fontFamily: type.mono,
  fontVariantNumeric: 'slashed-zero',
  overflowWrap: 'anywhere',
};
const amountStyle: CSSProperties = {
  ...cellStyle,
  padding: px(space.s, 0),
  textAlign: 'end',
  whiteSpace: 'nowrap',
  fontVariantNumeric: 'tabular-nums',
  fontWeight: type.weight.strong,
};
const sheetStyle: CSSProperties = {
  maxWidth: px(600),
  margin: '0 auto',
  backgroundColor: light.surface,
  border: `1px solid ${light.border}`,
  borderRadius: px(radius.m),
};
const buttonStyle: CSSProperties = {
  display: 'inline-block',
  padding: px(space.m, space.xl),
  borderRadius: px(radius.s),
  fontFamily: type.sans,
  fontSize: px(type.size.body),
  fontWeight: type.weight.strong,
  textDecoration: 'none',
  backgroundColor: light.primary,
  color: light.onPrimary,
};
const linkStyle: CSSProperties = { color: light.link, textDecoration: 'underline' };
const quoteStyle: CSSProperties = {
  ...bodyText,
  margin: 0,
  padding: px(space.m, space.l),
  borderRadius: px(radius.s),
  backgroundColor: light.sunken,
};
/** What inboxes show beside the subject; not seen in the mail itself. */
const previewStyle: CSSProperties = {
  display: 'none',
  maxHeight: 0,
  overflow: 'hidden',
  opacity: 0,
};

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

function FactRow({ fact }: { fact: MailFact }): ReactElement {
  return (
    <tr>
      <th scope="row" className="cell rule muted" style={labelStyle}>
        {fact.label}
      </th>
      <td className="cell rule text" style={cellStyle}>
        <bdi style={fact.look === 'code' ? codeStyle : undefined}>{fact.value}</bdi>
      </td>
    </tr>
  );
}

function Facts({ facts }: Pick<MailContent, 'facts'>): ReactElement {
  return (
    <>
      <Heading>{facts.title}</Heading>
      <table {...widths}>
        <tbody>
          {facts.rows.map((fact) => (
            <FactRow key={fact.name} fact={fact} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Sums({ sums }: { sums: NonNullable<MailContent['sums']> }): ReactElement {
  return (
    <>
      <Heading>{sums.title}</Heading>
      <table {...widths}>
        <tbody>
          {sums.rows.map(({ label, note, amount }) => (
            <tr key={label}>
              <th scope="row" className="rule text" style={{ ...labelStyle, color: light.text }}>
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

function Reasons({ reasons }: { reasons: NonNullable<MailContent['reasons']> }): ReactElement {
  return (
    <>
      <Heading>{reasons.title}</Heading>
      {reasons.items.map(({ why, todo }, at) => (
        <Paragraph key={at}>{todo === null ? why : `${why} ${todo}`}</Paragraph>
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
      <Facts facts={content.facts} />
      {content.sums ? <Sums sums={content.sums} /> : null}
      {content.reasons ? <Reasons reasons={content.reasons} /> : null}
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
