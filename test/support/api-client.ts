import type { Desk } from './app.js';

export interface ApiCall {
  /** Sent as JSON. */
  body?: object;
  /** Sent as it stands, as application/json unless a header says otherwise. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** Another key than the client's own; null for none. */
  key?: string | null;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON that was answered; what is in it the tests check field by field. */
  body: Record<string, unknown> & { data?: Record<string, unknown>[] };
}

/** A program that speaks to the API with one key. */
export type Api = (method: 'GET' | 'POST', path: string, call?: ApiCall) => Promise<ApiAnswer>;

/** A client of the desk with the given key. */
export function apiClient(desk: Desk, ownKey: string): Api {
  return async (method, path, { body, raw, headers = {}, key = ownKey } = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${desk.url}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const answer = JSON.parse(text) as ApiAnswer['body'];
    return { status: response.status, headers: response.headers, text, body: answer };
  };
}

/** Declares a cancellation and waits for its decision. */
export function cancel(api: Api, subscriptionId: string, more: object = {}): Promise<ApiAnswer> {
  return api('POST', '/v1/cancellations', {
    body: { subscriptionId, reason: { code: 'too_expensive' }, ...more },
    headers: { Prefer: 'wait=20' },
  });
}
