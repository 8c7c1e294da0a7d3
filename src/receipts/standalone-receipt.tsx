import { createHash } from 'node:crypto';
import { renderToStaticMarkup } from 'react-dom/server';
import { palettes, radius, space, type, type Palette } from '../shared/looks/tokens.js';
import { ReceiptDocument } from './receipt-document.js';
import type { ReceiptSheet } from './receipt-sheet.js';

function variables(palette: Readonly<Palette>): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

const style = `
:root{color-scheme:light dark;${variables(palettes.light)}}
@media (prefers-color-scheme:dark){:root{${variables(palettes.dark)}}}
body{margin:0 auto;padding:${space.xl}px;max-width:640px;background:var(--canvas);color:var(--text);
font:${type.size.body}px/${type.lineHeight.body} ${type.sans};overflow-wrap:anywhere}
h1{font-size:${type.size.title}px;line-height:${type.lineHeight.tight}}
h2{margin:0 0 ${space.s}px;font-size:${type.size.heading}px}
.card{margin:0 0 ${space.l}px;padding:${space.l}px;background:var(--surface);border:1px solid var(--border);border-radius:${radius.m}px;break-inside:avoid}
.facts{margin:0}
.facts>div{display:grid;grid-template-columns:12em 1fr;gap:${space.m}px;padding:${space.xs}px 0}
dt{color:var(--mutedText)}
dd{margin:0}
.code{font-family:${type.mono}}
.money{font-variant-numeric:tabular-nums}
@media (max-width:36em){.facts>div{display:block}}
`;

/** Allows the page its own style sheet and nothing else. */
export const standalonePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The receipt as a page that needs nothing besides itself: for programs that show or keep it. */
export function standaloneReceipt(sheet: ReceiptSheet): string {
  const markup = renderToStaticMarkup(
    <html lang={sheet.locale} dir={sheet.direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${sheet.title} · ${sheet.reference}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>
          <p>{sheet.issuer}</p>
          <h1>{sheet.title}</h1>
          <ReceiptDocument sheet={sheet} />
          <section className="card" aria-labelledby="receipt-proof">
            <h2 id="receipt-proof">{sheet.proof.title}</h2>
            {sheet.proof.sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </section>
        </main>
      </body>
    </html>,
  );
  return `<!DOCTYPE html>${markup}`;
}
