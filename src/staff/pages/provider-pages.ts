import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '../../config/settings.js';
import { DomainError, isRefusal, notFound } from '../../shared/domain-error.js';
import { IdentityProvider, type ProviderVisit } from '../../web/identity-provider.js';
import { StaffSession } from '../session/staff-session.js';
import { SignInStaffByIdentity } from '../sign-in/sign-in-staff-by-identity.js';
import type { StaffRequest } from '../staff-request.js';
import { nextPage } from './next-page.js';
import { FIRST_PAGE, SignInPages, whereTo } from './sign-in-pages.js';

const RETURN_PATH = '/admin/login/provider/return';
const SCOPE = 'openid email profile';

/** The staff's way to the identity provider and back. */
@Injectable()
export class ProviderPages {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly sessions: StaffSession,
    private readonly signInByIdentity: SignInStaffByIdentity,
    private readonly signInPages: SignInPages,
    private readonly settings: Settings,
  ) {}

  async leave(request: StaffRequest, response: Response): Promise<void> {
    this.claim();
    const next = nextPage(request.query['next']);
    // A session of somebody signed in is never written into, see `StaffSession`.
    if (request.staff) return response.redirect(303, whereTo(request, next));
    try {
      const { address, visit } = await this.provider.begin(RETURN_PATH, SCOPE);
      await this.sessions.leaveForProvider(request, { ...visit, next });
      response.redirect(303, address);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.signInPages.refuse(request, response, error, { next });
    }
  }

  /** The session that began the visit ends in any case: an answer is good for one try. */
  async comeBack(request: StaffRequest, response: Response): Promise<void> {
    this.claim();
    if (request.staff) return response.redirect(303, whereTo(request, null));
    const visit = request.session.providerVisit;
    const next = nextPage(visit?.next);
    try {
      await this.sessions.renew(request);
      const owner = await this.identify(request, visit);
      const start = { ...owner, by: 'identity_provider', secondFactor: false } as const;
      await this.sessions.begin(request, start);
      response.redirect(303, next ?? FIRST_PAGE);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.signInPages.refuse(request, response, error, { next });
    }
  }

  private async identify(
    request: StaffRequest,
    visit: ProviderVisit | undefined,
  ): Promise<{ staffId: string; epoch: number }> {
    if (visit === undefined) {
      const text = 'This sign-in took too long or began in another browser. Begin again.';
      throw new DomainError('forbidden', 'provider_visit_over', text);
    }
    const identity = await this.provider.complete(request.originalUrl, visit, this.claim());
    return this.signInByIdentity.run(identity, request.id);
  }

  /** The claim that tells the role; without the setting the pages do not exist. */
  private claim(): string {
    const claim = this.settings.OIDC_STAFF_CLAIM;
    if (claim === undefined) throw notFound('page');
    return claim;
  }
}
