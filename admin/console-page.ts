import { randomBytes } from 'node:crypto';

const FOREIGN_FONT = /<link[^>]+fonts\.googleapis\.com[^>]*>/g;
const STATE = /window\.(REDUX_STATE|THEME) = (\{.*\});$/gm;

/**
 * AdminJS's page as we send it: no font from another host, a nonce for the scripts that stand in it,
 * and nothing in its data that could end a script element.
 */
export function consolePage(html: string): { body: string; contentSecurityPolicy: string } {
  const nonce = randomBytes(16).toString('base64');
  const body = html
    .trim()
    .replace(FOREIGN_FONT, '')
    .replace(STATE, (_, name: string, json: string) => `window.${name} = ${inScript(json)};`)
    .replaceAll('<script', `<script nonce="${nonce}"`)
    .replace('color-scheme: light;', 'color-scheme: light dark;');
  return { body, contentSecurityPolicy: policy(nonce) };
}

/** JSON that stays data wherever it stands in HTML. */
function inScript(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** Styles may stand in the page: AdminJS's design system writes its own while it runs. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
