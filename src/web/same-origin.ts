import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a form comes from a page of ours, as far as the browser says. Old browsers and programs say
 * nothing; then the token alone decides. The Host counts as ours beside BASE_URL: a desk tried out
 * on 127.0.0.1 calls itself localhost.
 */
export function comesFromUs(headers: IncomingHttpHeaders, baseUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  // `none`: the person did it, e.g. by loading the page again.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  // A browser that hides where it was says `null`; then only its word on the site is left.
  if (origin === 'null') return site === 'same-origin';
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  const own = new URL(baseUrl);
  if (given.origin === own.origin) return true;
  return given.host === host && (own.protocol === 'http:' || given.protocol === 'https:');
}
