import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseGuards,
  UsePipes,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RequestPipe } from '../api/request-pipe.js';
import { Settings } from '../config/settings.js';
import { DomainError } from '../shared/domain-error.js';
import { comesFromUs } from '../web/same-origin.js';
import { may, type Permission } from './permissions.js';
import { staffOf, type StaffRequest } from './staff-request.js';

export const STAFF_RULE = 'staff-rule';

/** What a route of the console asks for; every route has one, or the start stops. */
export type StaffRule =
  | { kind: 'open' }
  /** Signed in by password; the second factor may still be missing. */
  | { kind: 'before-factor' }
  | { kind: 'permission'; permission: Permission };

const READING = new Set(['GET', 'HEAD']);

/** Lets a member of the staff with the route's permission pass; changes come from our own pages alone. */
@Injectable()
export class StaffGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError `foreign_origin` for a change that another site asked for; `unauthenticated`;
   *   `second_factor_needed`; `missing_permission`
   */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const rule = this.reflector.get<StaffRule>(STAFF_RULE, context.getHandler());
    this.assertOwnOrigin(request);
    if (rule.kind === 'open') return true;
    const staff = staffOf(request);
    if (rule.kind === 'before-factor') return true;
    if (staff.lacks !== null) {
      throw new DomainError(
        'unauthenticated',
        'second_factor_needed',
        'Finish your sign-in with your second factor first.',
      );
    }
    if (may(staff.role, rule.permission)) return true;
    throw new DomainError(
      'forbidden',
      'missing_permission',
      'Your role does not allow this. Nothing was changed.',
      { permission: rule.permission },
    );
  }

  private assertOwnOrigin(request: StaffRequest): void {
    if (READING.has(request.method) || comesFromUs(request.headers, this.settings.baseUrl)) return;
    throw new DomainError(
      'forbidden',
      'foreign_origin',
      'This was asked for by another site. Nothing was changed.',
    );
  }
}

function ruled(rule: StaffRule): MethodDecorator {
  return applyDecorators(
    SetMetadata(STAFF_RULE, rule),
    UseGuards(StaffGuard),
    UsePipes(RequestPipe),
  ) as MethodDecorator;
}

/** A route of the console's own API: answers JSON, refuses as problem+json. */
export function StaffRoute(permission: Permission): MethodDecorator {
  return ruled({ kind: 'permission', permission });
}

/** A route for whoever has given the password, but not yet the second factor. */
export function StaffRouteBeforeFactor(): MethodDecorator {
  return ruled({ kind: 'before-factor' });
}

/** A route of the console without sign-in: the sign-in itself. */
export function OpenStaffRoute(): MethodDecorator {
  return ruled({ kind: 'open' });
}
