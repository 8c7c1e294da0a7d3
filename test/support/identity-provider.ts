import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration, type JWK } from 'oidc-provider';
import { BrowserSession } from './browser-session.js';

export const CLIENT_ID = 'desk';
export const CLIENT_SECRET = 'a secret of the tests';

/** Somebody who has an account at the provider. */
export interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string | string[];
}

/** A real OpenID Connect provider on a port of its own, where whoever comes is signed in at once. */
export class TestIdentityProvider {
  /** By subject. */
  readonly people = new Map<string, Person>();
  /** The subject who sits in front of the browser; null refuses to sign in. */
  visitor: string | null = null;
  private provider: Provider | undefined;

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** Listens, but is out of order until `serve`. */
  static async listen(): Promise<TestIdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestIdentityProvider(server);
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Begins to work, for the desk at that address. */
  serve(deskUrl: string): void {
    this.provider = new Provider(this.issuer, this.configuration(deskUrl));
  }

  /** Follows the way of a browser from the desk to the provider: answers the address that leads back. */
  async visit(address: string): Promise<string> {
    const browser = new BrowserSession(this.issuer);
    let page = await browser.get(new URL(address).pathname + new URL(address).search);
    while (page.location?.startsWith('/')) page = await browser.get(page.location);
    if (page.location === null)
      throw new Error(`The provider answers ${page.status}: ${page.text}`);
    return page.location;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { provider } = this;
    if (provider === undefined) {
      response.writeHead(503).end();
      return;
    }
    if (!request.url?.startsWith('/interaction/')) {
      await provider.callback()(request, response);
      return;
    }
    const result =
      this.visitor === null ? { error: 'access_denied' } : { login: { accountId: this.visitor } };
    await provider.interactionFinished(request, response, result);
  }

  private configuration(deskUrl: string): Configuration {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [
            `${deskUrl}/sign-in/oidc/callback`,
            `${deskUrl}/admin/login/provider/return`,
          ],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'test' } as JWK] },
      cookies: { keys: ['a key of the tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      pkce: { required: () => true },
      ttl: { Session: 3_600, Grant: 3_600, Interaction: 600, AccessToken: 600, IdToken: 600 },
      findAccount: (_context, subject) => ({
        accountId: subject,
        claims: () => ({ sub: subject, ...this.people.get(subject) }),
      }),
      // Nobody is asked whether the desk may know the address.
      loadExistingGrant: async (context) => {
        const accountId = context.oidc.session?.accountId;
        const grant = new context.oidc.provider.Grant({ clientId: CLIENT_ID, accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    };
  }
}
