import { setTimeout as sleep } from 'node:timers/promises';

/** Seldom enough that looking is no work worth speaking of. */
const LOOK_MS = 250;
const LIMIT_MS = 1_800_000;

interface Batch {
  id: string;
  state: string;
  counts: Record<string, number>;
}

/** Submits files and follows batches by the API, as a program does. */
export class BatchCaller {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** The id of the batch. */
  async submit(body: string | ReadableStream<Uint8Array>, query = ''): Promise<string> {
    const headers = { ...this.headers, 'Content-Type': 'text/csv' };
    const init: RequestInit = { method: 'POST', headers, body };
    // Node takes a stream only with this.
    if (typeof body !== 'string') Object.assign(init, { duplex: 'half' });
    const response = await fetch(`${this.url}/v1/batches${query}`, init);
    const text = await response.text();
    if (response.status !== 202) throw new Error(`Not received: ${response.status} ${text}`);
    return (JSON.parse(text) as Batch).id;
  }

  async get(id: string): Promise<Batch> {
    const response = await fetch(`${this.url}/v1/batches/${id}`, { headers: this.headers });
    return (await response.json()) as Batch;
  }

  /** Waits for the end. @throws when it fails, or is not there in half an hour */
  async done(id: string, state = 'done'): Promise<Batch> {
    for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; await sleep(LOOK_MS)) {
      const batch = await this.get(id);
      if (batch.state === state) return batch;
      if (batch.state === 'failed') throw new Error(`The batch ${id} failed.`);
    }
    throw new Error(`The batch ${id} does not come to its end.`);
  }

  private get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.key}` };
  }
}
