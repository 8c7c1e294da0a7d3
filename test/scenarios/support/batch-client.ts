import { parse } from 'csv-parse/sync';
import type { Scope } from '../../../src/access/access.entities.js';
import type { BatchView } from '../../../src/batches/batch.view.js';
import type { Desk, KeyOptions } from '../../support/app.js';
import { apiClient, type Api } from '../../support/api-client.js';
import { waitFor } from '../../support/wait-for.js';

export type Act = 'start' | 'pause' | 'resume' | 'abort' | 'retry';

export interface BatchAnswer {
  status: number;
  headers: Headers;
  body: BatchView & { code?: string; detail?: string };
}

export interface SubmitOptions {
  dryRun?: boolean;
  query?: string;
  type?: string;
  headers?: Record<string, string>;
}

/** A program that sends batches with a key of its own. */
export interface BatchApi {
  api: Api;
  key: string;
  submit(file: string | Uint8Array<ArrayBuffer>, options?: SubmitOptions): Promise<BatchAnswer>;
  act(id: string, act: Act): Promise<BatchAnswer>;
  get(id: string): Promise<BatchView>;
  /** Waits until the batch is in the state. */
  reach(id: string, state: BatchView['state'], limitMs?: number): Promise<BatchView>;
  results(id: string, query?: string): Promise<Record<string, string>[]>;
  resultText(id: string): Promise<string>;
}

const scopes: Scope[] = ['batches:read', 'batches:write', 'cancellations:read'];

export async function batchClient(desk: Desk, options: KeyOptions = {}): Promise<BatchApi> {
  const { key } = await desk.createKey(scopes, options);
  const api = apiClient(desk, key);
  const text = async (path: string): Promise<string> => {
    const headers = { Authorization: `Bearer ${key}` };
    const response = await fetch(`${desk.url}${path}`, { headers });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.text();
  };
  const get = async (id: string): Promise<BatchView> =>
    (await api('GET', `/v1/batches/${id}`)).body as unknown as BatchView;
  return {
    api,
    key,
    get,
    submit: async (file, { dryRun = false, query = '', type = 'text/csv', headers = {} } = {}) =>
      (await api('POST', `/v1/batches?dryRun=${dryRun}${query}`, {
        raw: file,
        headers: { 'Content-Type': type, ...headers },
      })) as unknown as BatchAnswer,
    act: async (id, act) =>
      (await api('POST', `/v1/batches/${id}/${act}`)) as unknown as BatchAnswer,
    reach: (id, state, limitMs = 30_000) =>
      waitFor(async () => {
        const batch = await get(id);
        if (batch.state === 'failed' && state !== 'failed') throw new Error('The batch failed.');
        return batch.state === state && batch;
      }, limitMs),
    resultText: (id) => text(`/v1/batches/${id}/results`),
    results: async (id, query = '') =>
      parse(await text(`/v1/batches/${id}/results${query}`), { columns: true }),
  };
}
