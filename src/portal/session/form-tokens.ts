import { Injectable } from '@nestjs/common';
import { doubleCsrf, type DoubleCsrfUtilities } from 'csrf-csrf';
import type { NextFunction, Request, Response } from 'express';
import { Secrets } from '../../config/secrets.js';
import { Settings } from '../../config/settings.js';
import { DomainError } from '../../shared/domain-error.js';
import { cookieName, cookieOptions } from '../../web/cookies.js';
import { comesFromUs } from '../../web/same-origin.js';

/** The hidden field of every form that changes something. */
export const TOKEN_FIELD = '_token';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const SIGN_OUT = /^\/sign-out(-everywhere)?\/?$/;

/**
 * Shows that a form was made by us for this very browser: the token stands in the form and in a cookie
 * (double submit), signed, and bound to the session once somebody is signed in. So a token of another
 * session, of before the sign-in or of after the sign-out is worth nothing.
 */
@Injectable()
export class FormTokens {
  private readonly tokens: DoubleCsrfUtilities;
  /** One answer sets one cookie, however many forms it holds. */
  private readonly issued = new WeakMap<Request, string>();

  constructor(
    private readonly settings: Settings,
    secrets: Secrets,
  ) {
    const { path, httpOnly, sameSite, secure } = cookieOptions(settings);
    this.tokens = doubleCsrf({
      getSecret: () => secrets.portalKey('form-token'),
      getSessionIdentifier: (request) => (request.session?.accountId ? request.sessionID : ''),
      getCsrfTokenFromRequest: (request) => fieldOf(request),
      cookieName: cookieName(settings, 'desk_form'),
      cookieOptions: { path, httpOnly, sameSite: sameSite as 'lax', secure },
    });
  }

  /**
   * The token for the forms of this answer; asked for before anything of it is sent. Empty where no
   * session was looked for, e.g. on the page that nothing is there: a new token would take the
   * place of the one in the visitor's open forms.
   */
  issue(request: Request, response: Response): string {
    if (request.session === undefined) return '';
    const known = this.issued.get(request);
    if (known !== undefined) return known;
    const token = this.tokens.generateCsrfToken(request, response);
    this.issued.set(request, token);
    return token;
  }

  /**
   * Express middleware, after cookies, session and the parsed form: refuses to change anything for a
   * form that is not ours.
   */
  readonly handler = (request: Request, _response: Response, next: NextFunction): void => {
    next(this.refusal(request));
  };

  /** Why a request must not change anything; undefined when it may. */
  refusal(request: Request): DomainError | undefined {
    if (READING.has(request.method)) return undefined;
    // The second click on `Sign out`: the session, and with it the token, is gone as wished.
    if (SIGN_OUT.test(requestPath(request)) && !request.session.accountId) return undefined;
    const ours = comesFromUs(request.headers, this.settings.baseUrl);
    if (ours && this.tokens.validateRequest(request)) return undefined;
    return new DomainError(
      'forbidden',
      'form_expired',
      'This form is too old or was not made by us. Nothing was changed. Open the page again.',
    );
  }
}

/** The whole path, also where Express has taken the mount point off `path`. */
function requestPath(request: Request): string {
  return `${request.baseUrl}${request.path}`;
}

function fieldOf(request: Request): string | undefined {
  const body = request.body as Record<string, unknown> | undefined;
  const token = body?.[TOKEN_FIELD];
  return typeof token === 'string' ? token : undefined;
}
