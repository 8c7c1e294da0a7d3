import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '../../config/settings.js';
import { demoStaff } from '../../demo/demo-staff.js';
import { isRefusal, type DomainError } from '../../shared/domain-error.js';
import { IdentityProvider } from '../../web/identity-provider.js';
import { StaffSession } from '../session/staff-session.js';
import { CheckSecondFactor } from '../sign-in/check-second-factor.js';
import { SignInStaff } from '../sign-in/sign-in-staff.js';
import { type StaffRequest } from '../staff-request.js';
import { LoginPage, loginNews, type LoginParts, withNext } from './login-page.js';
import { nextPage } from './next-page.js';
import { SecondFactorPage } from './second-factor-page.js';
import { StaffPages } from './staff-pages.js';

export const FIRST_PAGE = '/admin';
const CODE_PAGE = '/admin/login/second-factor';
const ENROL_PAGE = '/admin/second-factor/enrol';

const statuses: Readonly<Partial<Record<DomainError['kind'], number>>> = {
  unauthenticated: 401,
  forbidden: 403,
  too_many: 429,
  unavailable: 503,
};

type Fields = Record<string, string | undefined>;

/** The pages of sign-in, and what happens when their forms come back. */
@Injectable()
export class SignInPages {
  constructor(
    private readonly pages: StaffPages,
    private readonly sessions: StaffSession,
    private readonly signInStaff: SignInStaff,
    private readonly checkFactor: CheckSecondFactor,
    private readonly provider: IdentityProvider,
    private readonly settings: Settings,
  ) {}

  show(request: StaffRequest, response: Response): void {
    const next = nextPage(request.query['next']);
    if (request.staff) return response.redirect(303, whereTo(request, next));
    const news = loginNews.find((one) => one === request.query['news']);
    this.send(request, response, 200, { next, news });
  }

  async signIn(request: StaffRequest, response: Response): Promise<void> {
    const fields = request.body as Fields;
    const { email = '', password = '' } = fields;
    const next = nextPage(fields['next']);
    const missing = (['email', 'password'] as const).filter((name) => !fields[name]?.trim());
    if (missing.length > 0) {
      return this.send(request, response, 422, { next, email, missing });
    }
    try {
      const { staffId, epoch, needsCode } = await this.signInStaff.run({
        email,
        password,
        address: request.ip ?? '',
        requestId: request.id,
      });
      const start = { staffId, epoch, by: 'password', secondFactor: false } as const;
      await this.sessions.begin(request, start);
      const page = needsCode ? withNext(CODE_PAGE, next) : this.afterPassword(next);
      response.redirect(303, page);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.refuse(request, response, error, { next, email });
    }
  }

  showFactor(request: StaffRequest, response: Response): void {
    const next = nextPage(request.query['next']);
    if (request.staff?.lacks !== 'code') return response.redirect(303, whereTo(request, next));
    this.sendFactor(request, response, 200, { next });
  }

  async giveFactor(request: StaffRequest, response: Response): Promise<void> {
    const { code = '', next: wished } = request.body as Fields;
    const next = nextPage(wished);
    const { staff } = request;
    if (staff?.lacks !== 'code') return response.redirect(303, whereTo(request, next));
    if (code.trim() === '') return this.sendFactor(request, response, 422, { next, missing: true });
    try {
      await this.checkFactor.run({ staffId: staff.id, code, requestId: request.id });
      await this.sessions.raise(request);
      response.redirect(303, next ?? FIRST_PAGE);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      wait(response, error);
      this.sendFactor(request, response, statuses[error.kind] ?? 422, { next, refusal: error });
    }
  }

  /** The page of sign-in again, saying why it was refused. */
  refuse(
    request: StaffRequest,
    response: Response,
    refusal: DomainError,
    parts: Pick<LoginParts, 'next' | 'email'>,
  ): void {
    wait(response, refusal);
    this.send(request, response, statuses[refusal.kind] ?? 422, { ...parts, refusal });
  }

  private afterPassword(next: string | null): string {
    const required = this.settings.STAFF_SECOND_FACTOR === 'required';
    return required ? withNext(ENROL_PAGE, next) : (next ?? FIRST_PAGE);
  }

  private send(
    request: StaffRequest,
    response: Response,
    status: number,
    parts: Omit<LoginParts, 'context' | 'provider' | 'demo' | 'doors'>,
  ): void {
    const context = this.pages.context(request);
    const byProvider = this.settings.OIDC_STAFF_CLAIM !== undefined;
    const body = (
      <LoginPage
        context={context}
        provider={byProvider ? this.provider.name : null}
        demo={this.settings.demo ? demoStaff.map(({ email }) => email) : []}
        doors={this.settings.has('portal')}
        {...parts}
      />
    );
    this.pages.send(response, context, { status, title: context.texts.login.title, body });
  }

  private sendFactor(
    request: StaffRequest,
    response: Response,
    status: number,
    parts: { next: string | null; missing?: boolean; refusal?: DomainError },
  ): void {
    const context = this.pages.context(request);
    const body = <SecondFactorPage context={context} {...parts} />;
    this.pages.send(response, context, { status, title: context.texts.factor.title, body });
  }
}

/** Where somebody belongs, by how far their sign-in has come. */
export function whereTo({ staff }: StaffRequest, next: string | null): string {
  if (!staff) return withNext('/admin/login', next);
  if (staff.lacks === 'code') return withNext(CODE_PAGE, next);
  return staff.lacks === 'second-factor' ? withNext(ENROL_PAGE, next) : (next ?? FIRST_PAGE);
}

function wait(response: Response, { extra }: DomainError): void {
  const seconds = extra['retryAfterSeconds'];
  if (seconds !== undefined) response.setHeader('Retry-After', String(seconds));
}
