import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SignIn } from '../../accounts/sign-in.js';
import { Settings } from '../../config/settings.js';
import { DomainError, isRefusal } from '../../shared/domain-error.js';
import type { PageContext } from '../frame/page-context.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { nextAddress } from '../session/next-address.js';
import { PortalSession } from '../session/portal-session.js';
import { leaveDeviceMark, readDeviceMark } from './device-mark.js';
import { IdentityProvider } from '../../web/identity-provider.js';
import { type SignInParts, SignInPage, signInNews } from './sign-in-page.js';

/** Where a sign-in leads that came from nowhere in particular. */
export const FIRST_PAGE = '/digital-locker';

const statuses: Readonly<Partial<Record<DomainError['kind'], number>>> = {
  unauthenticated: 401,
  forbidden: 403,
  too_many: 429,
  unavailable: 503,
};

/** The page of sign-in, and what happens when its form comes back. */
@Injectable()
export class SignInPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly sessions: PortalSession,
    private readonly signInUseCase: SignIn,
    private readonly provider: IdentityProvider,
    private readonly settings: Settings,
  ) {}

  show(request: PortalRequest, response: Response): void {
    const next = nextAddress(request.query['next']);
    if (request.visitor) return response.redirect(303, next ?? FIRST_PAGE);
    const news = signInNews.find((one) => one === request.query['news']);
    this.send(request, response, 200, { next, news });
  }

  async signIn(request: PortalRequest, response: Response): Promise<void> {
    const { email = '', password = '' } = request.body;
    const next = nextAddress(request.body['next']);
    const missing = (['email', 'password'] as const).filter((name) => !request.body[name]?.trim());
    if (missing.length > 0) {
      return this.send(request, response, 422, { next, email, missing });
    }
    try {
      const { deviceMark, ...owner } = await this.signInUseCase.run({
        email,
        password,
        address: request.ip ?? '',
        deviceMark: readDeviceMark(request, this.settings),
        requestId: request.id,
      });
      await this.sessions.begin(request, owner);
      leaveDeviceMark(response, this.settings, deviceMark);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.refuse(request, response, error, { next, email });
    }
    response.redirect(303, next ?? FIRST_PAGE);
  }

  /** The page again, saying why the sign-in was refused. */
  refuse(
    request: PortalRequest,
    response: Response,
    refusal: DomainError,
    parts: Pick<SignInParts, 'next' | 'email'>,
  ): void {
    const wait = refusal.extra['retryAfterSeconds'];
    if (wait !== undefined) response.setHeader('Retry-After', String(wait));
    this.send(request, response, statuses[refusal.kind] ?? 422, { ...parts, refusal });
  }

  private send(
    request: PortalRequest,
    response: Response,
    status: number,
    parts: Omit<SignInParts, 'context' | 'provider'>,
  ): void {
    const context: PageContext = this.pages.context(request, response);
    const title = context.t('account:signIn.title');
    const body = <SignInPage context={context} provider={this.provider.name} {...parts} />;
    this.pages.send(response, context, { status, title, body });
  }
}
