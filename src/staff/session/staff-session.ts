import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { Secrets } from '../../config/secrets.js';
import { Settings } from '../../config/settings.js';
import { Clock } from '../../shared/clock.js';
import { newId } from '../../shared/ids.js';
import { comesByHttps, cookieName, cookieOptions } from '../../web/cookies.js';
import type { ProviderVisit } from '../../web/identity-provider.js';
import { SessionRows, settled } from '../../web/session-rows.js';

/** How a session came to be. */
export type SignedInBy = 'password' | 'identity_provider';

declare module 'express-session' {
  interface SessionData {
    staffId?: string;
    /** `staff_member.session_epoch` at the sign-in; a higher one ends the session. */
    epoch?: number;
    signedInAt?: string;
    providerVisit?: ProviderVisit;
    /** What the session is listed and ended by; the name of its row opens it and is told to nobody. */
    staffSessionId?: string;
    by?: SignedInBy;
    /** Whether a code was given, or the provider has seen to it. */
    secondFactor?: boolean;
    /** As the browser names itself, and whence it came: what its owner knows it by in the list. */
    browser?: string;
    address?: string;
  }
}

/** Whose session begins, and how. */
export interface StaffSessionStart {
  staffId: string;
  /** The `session_epoch` under which the sign-in was checked. */
  epoch: number;
  by: SignedInBy;
  secondFactor: boolean;
}

/** An idle session ends with the working day. Source: issue "The console", "Staff sign-in". */
export const IDLE_MS = 8 * 3_600_000;
/** However busy, a session ends after this. */
const LONGEST_MS = 16 * 3_600_000;
const PROVIDER_VISIT_MS = 15 * 60_000;
const LONGEST_NAME = 200;

/**
 * The session of a browser at the console, as a row in PostgreSQL shared by all processes; a cookie
 * and a table of its own, so that nothing of a customer's session means anything here. While somebody
 * is signed in it is only prolonged, never written: that could bring back a row just ended elsewhere.
 */
@Injectable()
export class StaffSession {
  /** Express middleware: fills `request.session`. */
  readonly handler: RequestHandler;
  private readonly name: string;

  constructor(
    em: EntityManager,
    private readonly settings: Settings,
    secrets: Secrets,
    private readonly clock: Clock,
  ) {
    this.name = cookieName(settings, 'desk_staff');
    const load = session({
      name: this.name,
      secret: secrets.portalKey('staff-session'),
      store: new SessionRows(em, 'staff_session'),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      proxy: true,
      // Lax, not strict: the way back from an identity provider begins on another site.
      cookie: { ...cookieOptions(settings), maxAge: IDLE_MS },
    });
    const https = comesByHttps(settings);
    this.handler = (request, response, next) => {
      // BASE_URL says that visitors come by https, also where the proxy does not.
      if (https) request.headers['x-forwarded-proto'] = 'https';
      load(request, response, next);
    };
  }

  /** Begins a session under a new id, so that an id known before is worth nothing. */
  async begin(request: Request, start: StaffSessionStart): Promise<void> {
    await this.renew(request);
    Object.assign(request.session, start, {
      staffSessionId: newId(),
      signedInAt: this.clock.now().toISOString(),
      browser: (request.headers['user-agent'] ?? '').slice(0, LONGEST_NAME),
      address: request.ip ?? '',
    });
    await settled((done) => request.session.save(done));
  }

  /** The same session with its second factor given, under a new id. */
  async raise(request: Request): Promise<void> {
    const { staffId, epoch, by } = request.session;
    if (staffId === undefined || epoch === undefined || by === undefined) {
      throw new Error('A session that nobody has begun cannot be raised.');
    }
    await this.begin(request, { staffId, epoch, by, secondFactor: true });
  }

  /** Whether a session has had its longest time. */
  isOver(signedInAt: string): boolean {
    return this.clock.now().getTime() - new Date(signedInAt).getTime() >= LONGEST_MS;
  }

  /** Remembers the way to the provider, for somebody who is not signed in. */
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
