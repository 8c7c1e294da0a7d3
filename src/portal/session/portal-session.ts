import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { Secrets } from '../../config/secrets.js';
import { Settings } from '../../config/settings.js';
import { Clock } from '../../shared/clock.js';
import { comesByHttps, cookieName, cookieOptions } from '../../web/cookies.js';
import type { ProviderVisit } from '../../web/identity-provider.js';
import { SessionRows, settled } from '../../web/session-rows.js';

declare module 'express-session' {
  interface SessionData {
    accountId?: string;
    /** `account.session_epoch` at the sign-in; a higher one ends the session. */
    epoch?: number;
    signedInAt?: string;
    providerVisit?: ProviderVisit;
  }
}

/** Whose session begins, under which `account.session_epoch` the sign-in was checked. */
export interface SessionOwner {
  accountId: string;
  epoch: number;
}

/**
 * Idle sessions end after a day: more than the 20 hours from which WCAG 2.2.1 asks for no warning
 * that time runs out, and short enough for a forgotten browser.
 */
const IDLE_MS = 24 * 3_600_000;
/** However busy, a session ends after 30 days: a stolen cookie does not work for ever. */
const LONGEST_MS = 30 * 24 * 3_600_000;
/** The way to an identity provider and back. */
const PROVIDER_VISIT_MS = 15 * 60_000;

/**
 * The session of a browser, as a row in PostgreSQL: it survives restarts and is shared by all
 * processes. Whoever has not signed in has neither row nor cookie.
 *
 * While somebody is signed in nothing is written into the session, only prolonged: writing could
 * bring back a row that `sign out everywhere` has just deleted.
 */
@Injectable()
export class PortalSession {
  /** Express middleware: fills `request.session`. */
  readonly handler: RequestHandler;
  private readonly name: string;

  constructor(
    em: EntityManager,
    private readonly settings: Settings,
    secrets: Secrets,
    private readonly clock: Clock,
  ) {
    this.name = cookieName(settings, 'desk_session');
    const load = session({
      name: this.name,
      secret: secrets.portalKey('session'),
      store: new SessionRows(em, 'portal_session'),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      proxy: true,
      cookie: { ...cookieOptions(settings), maxAge: IDLE_MS },
    });
    const https = comesByHttps(settings);
    this.handler = (request, response, next) => {
      // express-session withholds a secure cookie from what looks like http. BASE_URL says that
      // visitors come by https, also where the proxy does not.
      if (https) request.headers['x-forwarded-proto'] = 'https';
      load(request, response, next);
    };
  }

  /** Begins a session under a new id, so that an id known before the sign-in is worth nothing. */
  async begin(request: Request, { accountId, epoch }: SessionOwner): Promise<void> {
    await this.renew(request);
    request.session.accountId = accountId;
    request.session.epoch = epoch;
    request.session.signedInAt = this.clock.now().toISOString();
    await settled((done) => request.session.save(done));
  }

  /** Whether a session has had its longest time. */
  isOver(signedInAt: string): boolean {
    return this.clock.now().getTime() - new Date(signedInAt).getTime() >= LONGEST_MS;
  }

  /** Remembers the way to the provider, for a visitor who is not signed in. */
  async leaveForProvider(request: Request, visit: ProviderVisit): Promise<void> {
    await this.renew(request);
    request.session.providerVisit = visit;
    request.session.cookie.maxAge = PROVIDER_VISIT_MS;
    await settled((done) => request.session.save(done));
  }

  /** Ends this session: its row goes, and the browser forgets the cookie. */
  async end(request: Request, response: Response): Promise<void> {
    await settled((done) => request.session.destroy(done));
    response.clearCookie(this.name, cookieOptions(this.settings));
  }

  /** An empty session in the place of the one at hand, whose row goes. */
  async renew(request: Request): Promise<void> {
    await settled((done) => request.session.regenerate(done));
  }
}
