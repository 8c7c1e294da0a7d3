/** One page as a browser without script gets it. */
export interface BrowserPage {
  status: number;
  headers: Headers;
  text: string;
  /** Path and query on this host when it is a redirect there; a full address when it leads away. */
  location: string | null;
  /** The form token of the page; null when it has no form. */
  token: string | null;
}

export interface BrowserRequest {
  headers?: Record<string, string>;
}

const MOST_REDIRECTS = 5;

/**
 * A browser without script at one desk: keeps cookies, sends forms with the token of the page that it
 * saw last, as a click in it would.
 */
export class BrowserSession {
  readonly cookies = new Map<string, string>();
  private token: string | null = null;

  constructor(
    /** Where the desk is; another process of the same desk may take its place. */
    public url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** One request; a redirect is answered as it is. */
  async get(path: string, { headers = {} }: BrowserRequest = {}): Promise<BrowserPage> {
    return this.send(path, { method: 'GET', headers });
  }

  /** Opens an address like a person does: follows redirects on this host. */
  async open(path: string, request: BrowserRequest = {}): Promise<BrowserPage> {
    return this.follow(await this.get(path, request));
  }

  /**
   * Sends a form with the token of the page seen last; `_token` in the fields takes its place, and
   * null leaves it out.
   */
  async post(
    path: string,
    fields: Record<string, string | null> = {},
    { headers = {} }: BrowserRequest = {},
  ): Promise<BrowserPage> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ _token: this.token, ...fields })) {
      if (value !== null) body.append(name, value);
    }
    return this.send(path, { method: 'POST', headers, body });
  }

  /** Opens the page, fills its form in, sends it, and follows where that leads. */
  async submit(
    path: string,
    fields: Record<string, string>,
    request: BrowserRequest = {},
  ): Promise<BrowserPage> {
    await this.open(path, request);
    return this.follow(await this.post(path, fields, request));
  }

  /** Signs in and follows to the page that comes after it. */
  async signIn(email: string, password: string, next?: string): Promise<BrowserPage> {
    await this.get(next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
    const fields = { email, password, ...(next === undefined ? {} : { next }) };
    return this.follow(await this.post('/sign-in', fields));
  }

  async follow(page: BrowserPage): Promise<BrowserPage> {
    let current = page;
    for (let left = MOST_REDIRECTS; left > 0 && current.location?.startsWith('/'); left -= 1) {
      current = await this.get(current.location);
    }
    return current;
  }

  /** The same browser once more, e.g. as somebody has copied its cookies. */
  copy(): BrowserSession {
    const copy = new BrowserSession(this.url, this.headers);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    copy.token = this.token;
    return copy;
  }

  private async send(path: string, init: RequestInit): Promise<BrowserPage> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.url), {
      ...init,
      redirect: 'manual',
      headers: {
        Accept: 'text/html',
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...this.headers,
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    const token = /name="_token" value="([^"]*)"/.exec(text)?.[1] ?? null;
    this.token = token ?? this.token;
    return {
      status: response.status,
      headers: response.headers,
      text,
      token,
      location: this.pathOf(response.headers.get('location')),
    };
  }

  /**
   * Keeps a cookie of a `Set-Cookie` line. Whether its time is over is for the tests that ask for it;
   * only deletions count here.
   */
  keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const deleted = attributes.some((one) => /^\s*expires=thu, 01 jan 1970/i.test(one));
    if (deleted) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }

  private pathOf(location: string | null): string | null {
    if (location === null) return null;
    const target = new URL(location, this.url);
    return target.origin === new URL(this.url).origin ? target.pathname + target.search : location;
  }
}
