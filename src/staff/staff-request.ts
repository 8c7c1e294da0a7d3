import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor, StaffRole } from '../shared/actor.js';
import { DomainError } from '../shared/domain-error.js';

/** The console's languages. */
export const consoleLanguages = ['en', 'pl', 'de'] as const;
export type ConsoleLanguage = (typeof consoleLanguages)[number];

/** Who of the staff is signed in, as read from the database for this request. */
export interface StaffMember {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  language: ConsoleLanguage;
  /** Of the row in `staff_session`. */
  sessionId: string;
  /** What this session still lacks before it may do anything: a code, or a second factor at all. */
  lacks: 'code' | 'second-factor' | null;
}

/** A request to the console. Express's own `id` is the one of the request log. */
export interface StaffRequest extends Request {
  id: string;
  staff: StaffMember | null;
}

/**
 * Who is signed in.
 * @throws DomainError `unauthenticated`; behind `StaffRoute` somebody always is
 */
export function staffOf(request: StaffRequest): StaffMember {
  if (request.staff) return request.staff;
  throw new DomainError('unauthenticated', 'unauthenticated', 'Sign in to the console first.');
}

/** The person as the actor of a use case: the name is never theirs, see `Actor`. */
export function actorOf(staff: StaffMember, requestId: string | null = null): Actor {
  return { type: 'staff', id: staff.id, name: 'Order support', role: staff.role, requestId };
}

/** A handler's parameter: the signed-in member of the staff. */
export const Staff = createParamDecorator((_: unknown, context: ExecutionContext): StaffMember =>
  staffOf(context.switchToHttp().getRequest<StaffRequest>()),
);

/** A handler's parameter: the signed-in member of the staff as an actor, with the request's id. */
export const StaffActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<StaffRequest>();
  return actorOf(staffOf(request), request.id);
});
