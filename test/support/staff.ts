import type { StaffRole } from '../../src/shared/actor.js';
import { makeStaff, STAFF_PASSWORD, type StaffWish } from '../factories/staff.js';
import type { Desk } from './app.js';
import { BrowserSession } from './browser-session.js';

export interface StaffAnswer {
  status: number;
  /** What JSON says; empty where the answer is none. */
  body: Record<string, unknown> & { data?: Record<string, unknown>[] };
  text: string;
  headers: Headers;
}

export interface StaffRequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A member of the staff at the console: sends their cookie, and where a page of ours stands. */
export interface StaffClient {
  id: string;
  email: string;
  role: StaffRole;
  /** The browser that signed in, for pages and forms. */
  browser: BrowserSession;
  get(path: string, options?: StaffRequestOptions): Promise<StaffAnswer>;
  post(path: string, body?: unknown, options?: StaffRequestOptions): Promise<StaffAnswer>;
  put(path: string, body?: unknown, options?: StaffRequestOptions): Promise<StaffAnswer>;
  patch(path: string, body?: unknown, options?: StaffRequestOptions): Promise<StaffAnswer>;
  delete(path: string, options?: StaffRequestOptions): Promise<StaffAnswer>;
  request(method: string, path: string, options?: StaffRequestOptions): Promise<StaffAnswer>;
}

type Place = Pick<Desk, 'url' | 'sql'>;

/** Makes a member of the role and signs them in by the console's own page. */
export async function signInStaff(
  desk: Place,
  role: StaffRole,
  wish: Omit<StaffWish, 'role'> = {},
): Promise<StaffClient> {
  const member = await makeStaff(desk.sql, { ...wish, role });
  const browser = new BrowserSession(desk.url, { Origin: desk.url });
  await browser.get('/admin/login');
  const page = await browser.post('/admin/login', {
    _token: null,
    email: member.email,
    password: STAFF_PASSWORD,
  });
  if (page.status !== 303) throw new Error(`The sign-in answers ${page.status}: ${page.text}`);
  return staffClient(desk.url, browser, { ...member, role });
}

/** A client for a browser that has signed in by itself, e.g. at another process. */
export function staffClient(
  url: string,
  browser: BrowserSession,
  who: { id: string; email: string; role: StaffRole },
): StaffClient {
  const request: StaffClient['request'] = async (method, path, { body, headers = {} } = {}) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        Origin: url,
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) browser.keep(line);
    const text = await response.text();
    return { status: response.status, body: read(text), text, headers: response.headers };
  };
  return {
    ...who,
    browser,
    request,
    get: (path, options) => request('GET', path, options),
    post: (path, body, options) => request('POST', path, { ...options, body }),
    put: (path, body, options) => request('PUT', path, { ...options, body }),
    patch: (path, body, options) => request('PATCH', path, { ...options, body }),
    delete: (path, options) => request('DELETE', path, options),
  };
}

/** What is no JSON is told by the text. */
function read(text: string): StaffAnswer['body'] {
  try {
    return JSON.parse(text) as StaffAnswer['body'];
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
