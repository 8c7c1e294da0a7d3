import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SignInByIdentity } from '../../accounts/sign-in-by-identity.js';
import { DomainError, isRefusal, notFound } from '../../shared/domain-error.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { nextAddress } from '../session/next-address.js';
import { IdentityProvider, type ProviderVisit } from '../../web/identity-provider.js';
import { PortalSession } from '../session/portal-session.js';
import { FIRST_PAGE, SignInPages } from './sign-in-pages.js';

const RETURN_PATH = '/sign-in/oidc/callback';

/** The way to the identity provider and back. */
@Injectable()
export class ProviderPages {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly sessions: PortalSession,
    private readonly signInByIdentity: SignInByIdentity,
    private readonly signInPages: SignInPages,
  ) {}

  async leave(request: PortalRequest, response: Response): Promise<void> {
    if (this.provider.name === null) throw notFound('page');
    const next = nextAddress(request.query['next']);
    // A session of somebody signed in is never written into, see `PortalSession`.
    if (request.visitor) return response.redirect(303, next ?? FIRST_PAGE);
    try {
      const { address, visit } = await this.provider.begin(RETURN_PATH);
      await this.sessions.leaveForProvider(request, { ...visit, next });
      response.redirect(303, address);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.signInPages.refuse(request, response, error, { next });
    }
  }

  /** The session that began the visit ends in any case: an answer is good for one try. */
  async comeBack(request: PortalRequest, response: Response): Promise<void> {
    if (this.provider.name === null) throw notFound('page');
    if (request.visitor) return response.redirect(303, FIRST_PAGE);
    const visit = request.session.providerVisit;
    const next = visit?.next ?? null;
    try {
      await this.sessions.renew(request);
      await this.sessions.begin(request, await this.identify(request, visit));
      response.redirect(303, next ?? FIRST_PAGE);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.signInPages.refuse(request, response, error, { next });
    }
  }

  private async identify(
    request: PortalRequest,
    visit: ProviderVisit | undefined,
  ): Promise<{ accountId: string; epoch: number }> {
    if (visit === undefined) {
      const text = 'This sign-in took too long or began in another browser. Begin again.';
      throw new DomainError('forbidden', 'provider_visit_over', text);
    }
    const identity = await this.provider.complete(request.originalUrl, visit);
    return this.signInByIdentity.run(identity, request.id);
  }
}
