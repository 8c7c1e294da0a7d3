import type { Desk } from '../../support/app.js';
import { BrowserSession, type BrowserPage } from '../../support/browser-session.js';

let addresses = 0;
/** Each from a network of its own, so that no test uses up another one's limit. */
export function browserAt(desk: Desk, headers: Record<string, string> = {}): BrowserSession {
  const from = `198.51.${(addresses += 1) >> 8}.${addresses & 255}`;
  return new BrowserSession(desk.url, { 'X-Forwarded-For': from, ...headers });
}

export type Fields = Record<string, string>;

/** The hidden fields of a page's form, as a browser would send them again. */
export function hiddenOf({ text }: BrowserPage): Fields {
  const inputs = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  const all = [...inputs].map(([, name, value]) => [name as string, value as string]);
  return Object.fromEntries(all.filter(([name]) => name !== '_token')) as Fields;
}

/** From the form over the page that repeats it to the receipt. */
export async function declare(
  one: BrowserSession,
  fields: Fields,
  path: '/cancel' | '/withdraw' = '/cancel',
): Promise<BrowserPage> {
  const form = await one.get(path);
  const summary = await one.post(path, { ...hiddenOf(form), ...fields, step: 'check' });
  if (summary.status !== 200) return summary;
  return one.post(path, { ...hiddenOf(summary), step: 'declare' });
}
