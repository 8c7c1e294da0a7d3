import { Agent, request } from 'node:http';

/** As many as the issue asks for: callers of the API, and transactions of the reference at once. */
export const CALLERS = 32;

/** Takes item after item, `CALLERS` at a time. Answers items per second. */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<number> {
  const left = items.values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      for (const item of left) await work(item);
    }),
  );
  return (items.length * 1000) / (performance.now() - begun);
}

/** Cancels by the API as a program does, on connections that stay open. */
export class ApiCaller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CALLERS });

  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** From the request to the outcome. Answers the id. @throws unless it is completed within ten seconds */
  async cancel(subscriptionId: string): Promise<string> {
    const reason = { code: 'unused' };
    const body = JSON.stringify({ subscriptionId, effective: 'immediate', reason });
    const { status, text } = await this.post('/v1/cancellations', body);
    const answer = status === 202 ? (JSON.parse(text) as { id: string; state: string }) : null;
    if (answer?.state !== 'completed') throw new Error(`Not completed: ${status} ${text}`);
    return answer.id;
  }

  close(): void {
    this.agent.destroy();
  }

  private post(path: string, body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${this.key}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Prefer: 'wait=10',
      };
      const call = request(
        `${this.url}${path}`,
        { method: 'POST', agent: this.agent, headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
          response.once('error', reject);
        },
      );
      call.once('error', reject);
      call.end(body);
    });
  }
}
