import { Agent, request, type IncomingMessage } from 'node:http';
import { BrowserSession } from '../support/browser-session.js';

/** What came back, and how long it took from the request to the last byte of the answer. */
export interface Answer {
  status: number;
  bytes: number;
  ms: number;
}

/** A customer's browser: signs in and sends forms, and asks for pages on one connection that stays open. */
export class PortalVisitor {
  readonly session: BrowserSession;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    headers: Record<string, string> = {},
  ) {
    this.session = new BrowserSession(url, { 'Accept-Language': 'en', ...headers });
  }

  /** Cancels as the page before the act proposes it. Answers the address of the confirmation. */
  async cancel(page: string): Promise<string> {
    const { text } = await this.session.get(page);
    const quote = /name="quote"[^>]* value="([^"]*)"/.exec(text)?.[1] ?? '';
    const { status, location } = await this.session.post(page, { kind: 'ordinary', quote });
    if (location === null) throw new Error(`The cancellation of the bench was answered ${status}.`);
    return location;
  }

  get(path: string): Promise<Answer> {
    const cookies = [...this.session.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Cookie: cookies, 'Accept-Language': 'en', Accept: 'text/html' };
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      request(`${this.url}${path}`, { agent: this.agent, headers }, (response) =>
        length(response).then(
          (bytes) =>
            resolve({ status: response.statusCode ?? 0, bytes, ms: performance.now() - begun }),
          reject,
        ),
      )
        .once('error', reject)
        .end();
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

async function length(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const part of response) bytes += (part as Buffer).length;
  return bytes;
}
