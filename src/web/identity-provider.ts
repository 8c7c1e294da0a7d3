import { Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Settings } from '../config/settings.js';
import { DomainError } from '../shared/domain-error.js';

/** A provider that does not answer must not hold a visitor up for longer, in seconds. */
const TIME_LIMIT_SECONDS = 8;
const SCOPE = 'openid email';

/** What the provider's answer must fit, kept from the way there to the way back. */
export interface ProviderVisit {
  state: string;
  nonce: string;
  codeVerifier: string;
  next: string | null;
}

/** Who somebody is, by the word of an identity provider. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string | null;
  /** Whether the provider has seen that the address belongs to the person. */
  emailVerified: boolean;
  /** All that it told of the person: of the ID token, and where it was asked, of its userinfo. */
  claims: Readonly<Record<string, unknown>>;
}

/** What the visit begins with: where to send the browser, and what the answer must fit. */
export interface VisitStart {
  address: string;
  visit: Omit<ProviderVisit, 'next'>;
}

/**
 * The OpenID Connect provider of the settings, by the code flow with PKCE, state and nonce. It is asked
 * about itself when it is first needed, and again after it was out of reach: a start never waits for it.
 */
@Injectable()
export class IdentityProvider {
  private readonly logger = new Logger('IdentityProvider');
  private known: Promise<oidc.Configuration> | undefined;

  constructor(private readonly settings: Settings) {}

  /** How the button names it; null when none is set. */
  get name(): string | null {
    const { OIDC_ISSUER, OIDC_NAME } = this.settings;
    return OIDC_ISSUER === undefined ? null : (OIDC_NAME ?? new URL(OIDC_ISSUER).hostname);
  }

  /**
   * @param returnPath where the provider sends the browser back to, on this host; it must know it
   * @throws DomainError `provider_unreachable`
   */
  async begin(returnPath: string, scope = SCOPE): Promise<VisitStart> {
    const provider = await this.discover();
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const visit = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier };
    const address = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.settings.baseUrl}${returnPath}`,
      scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state: visit.state,
      nonce: visit.nonce,
    });
    return { address: address.href, visit };
  }

  /**
   * Who came back, by the provider's answer in the address that the browser was sent to.
   * @param claim one more claim that is needed: where the ID token lacks it, userinfo is asked
   * @throws DomainError `provider_refused` when the answer does not fit the visit, or is a refusal
   * @throws DomainError `provider_unreachable`
   */
  async complete(callback: string, visit: ProviderVisit, claim?: string): Promise<Identity> {
    const provider = await this.discover();
    try {
      const answer = new URL(callback, this.settings.baseUrl);
      const tokens = await oidc.authorizationCodeGrant(provider, answer, {
        expectedState: visit.state,
        expectedNonce: visit.nonce,
        pkceCodeVerifier: visit.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider sent no ID token.');
      // Providers may keep claims out of the ID token and tell them when asked for them.
      const lacks = ['email', ...(claim === undefined ? [] : [claim])].some(
        (name) => claims[name.split('.')[0] ?? name] === undefined && claims[name] === undefined,
      );
      const person: Record<string, unknown> =
        lacks && provider.serverMetadata().userinfo_endpoint !== undefined
          ? { ...claims, ...(await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub)) }
          : claims;
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: typeof person['email'] === 'string' ? person['email'] : null,
        emailVerified: person['email_verified'] === true,
        claims: person,
      };
    } catch (error) {
      throw this.refusal(error);
    }
  }

  private discover(): Promise<oidc.Configuration> {
    this.known ??= this.ask().catch((error: unknown) => {
      this.known = undefined;
      this.logger.warn(`The identity provider is out of reach: ${nameOf(error)}`);
      throw unreachable();
    });
    return this.known;
  }

  private async ask(): Promise<oidc.Configuration> {
    const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET } = this.settings;
    const issuer = new URL(OIDC_ISSUER);
    // The settings take http for this machine alone: a provider that is being tried out.
    const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
      execute,
      timeout: TIME_LIMIT_SECONDS,
    });
  }

  private refusal(error: unknown): DomainError {
    this.logger.warn(`A sign-in by the identity provider failed: ${nameOf(error)}`);
    if (isOutOfReach(error)) return unreachable();
    const text = 'The identity provider did not confirm who you are. Nothing was changed.';
    return new DomainError('forbidden', 'provider_refused', text);
  }
}

function unreachable(): DomainError {
  const text = 'The identity provider cannot be reached right now.';
  return new DomainError('unavailable', 'provider_unreachable', text);
}

/** `fetch` fails by a TypeError or a time limit; the library wraps either. */
function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  if (code === 'OAUTH_TIMEOUT' || error.name === 'TimeoutError') return true;
  if (error instanceof TypeError && error.message === 'fetch failed') return true;
  return isOutOfReach(error.cause);
}

/** The kind of an error alone: its text may repeat what the provider said about a person. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
