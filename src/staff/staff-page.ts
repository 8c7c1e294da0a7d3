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
import type { Permission } from './permissions.js';
import type { StaffRequest } from './staff-request.js';
import { StaffRoute } from './staff-route.js';

/** A page was asked for by somebody who is not signed in, or not yet with their second factor. */
export class StaffSignInNeeded extends Error {}

/** Before the guard of the route: it would only refuse, and a person wants to be led. */
@Injectable()
class LeadToSignInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads && (!request.staff || request.staff.lacks !== null)) throw new StaffSignInNeeded();
    return true;
  }
}

/** Answers with the way to the sign-in, and from there back. */
@Catch(StaffSignInNeeded)
class LeadToSignIn implements ExceptionFilter<StaffSignInNeeded> {
  catch(_error: StaffSignInNeeded, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<StaffRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(303, `/admin/login?next=${encodeURIComponent(request.originalUrl)}`);
  }
}

/** A page of the console: whoever is not signed in is led to the sign-in, and from there back. */
export function StaffPage(permission: Permission): MethodDecorator {
  return applyDecorators(
    UseGuards(LeadToSignInGuard),
    StaffRoute(permission),
    UseFilters(LeadToSignIn),
  ) as MethodDecorator;
}
