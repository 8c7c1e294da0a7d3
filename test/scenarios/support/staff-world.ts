import { STAFF_PASSWORD } from '../../factories/staff.js';
import type { Desk } from '../../support/app.js';
import { BrowserSession, type BrowserPage } from '../../support/browser-session.js';

/** What a refused try may write: its count, its line in the audit log, the slow-down by address. */
export const COUNTED = ['staff_failure', 'audit_entry', 'portal_limit'];
export const SESSIONS = ['staff_session'];
export const NEW_PASSWORD = 'another password for tests';

/** A browser in front of the console's pages. */
export function browserOf({ url }: Pick<Desk, 'url'>): BrowserSession {
  return new BrowserSession(url, { Origin: url });
}

/** Sends the form of the console's sign-in. */
export function signIn(
  browser: BrowserSession,
  email: string,
  password = STAFF_PASSWORD,
  next?: string,
): Promise<BrowserPage> {
  const fields = { _token: null, email, password };
  return browser.post('/admin/login', next === undefined ? fields : { ...fields, next });
}

/** Sends the form of the second factor. */
export function giveCode(browser: BrowserSession, code: string): Promise<BrowserPage> {
  return browser.post('/admin/login/second-factor', { _token: null, code });
}

export async function isSignedIn(browser: BrowserSession): Promise<boolean> {
  return (await browser.get('/admin/api/me')).status === 200;
}

/** What the audit log says about a member, in its order. */
export function audited(
  { sql }: Pick<Desk, 'sql'>,
  id: string,
): Promise<Record<string, unknown>[]> {
  return sql(
    `select action, actor_type as by, after from audit_entry where subject_id = $1 order by id`,
    [id],
  );
}

export async function actions(desk: Pick<Desk, 'sql'>, id: string): Promise<unknown[]> {
  return (await audited(desk, id)).map(({ action }) => action);
}
