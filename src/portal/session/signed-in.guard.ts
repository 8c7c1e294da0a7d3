import {
  applyDecorators,
  Catch,
  Injectable,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { nextAddress, signInAddress } from './next-address.js';

/** A page for signed-in visitors alone was asked for by somebody else. */
export class SignInNeeded extends Error {
  constructor(readonly address: string) {
    super('Sign in first.');
  }
}

/** Lets signed-in visitors through. Use the decorator `SignedIn`, which also shows others the way. */
@Injectable()
export class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PortalRequest>();
    if (request.visitor) return true;
    throw new SignInNeeded(signInAddress(returnAddress(request)));
  }
}

/** Answers with the way to the sign-in, and from there back. */
@Catch(SignInNeeded)
export class LeadToSignIn implements ExceptionFilter<SignInNeeded> {
  catch({ address }: SignInNeeded, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(303, address);
  }
}

/**
 * For controllers and methods behind the sign-in. Everybody else is sent to it and comes back to the
 * page afterwards.
 */
export function SignedIn(): ClassDecorator & MethodDecorator {
  return applyDecorators(UseGuards(SignedInGuard), UseFilters(LeadToSignIn));
}

/** A form cannot be sent again after the sign-in: the way back leads to the page that it stood on. */
function returnAddress(request: PortalRequest): string | null {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return nextAddress(request.originalUrl);
  }
  const { referer, host } = request.headers;
  if (referer === undefined || !URL.canParse(referer)) return null;
  const page = new URL(referer);
  return page.host === host ? nextAddress(`${page.pathname}${page.search}`) : null;
}
