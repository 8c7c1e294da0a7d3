import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../shared/actor.js';
import { actorOf, staffOf, type StaffRequest } from '../staff/staff-request.js';

/** A member of the staff who acts: the id is known. */
export type StaffPersonActor = Actor & { id: string };

/** A handler's parameter: the signed-in member as an actor whose id is known. */
export const StaffPerson = createParamDecorator(
  (_: unknown, context: ExecutionContext): StaffPersonActor => {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const staff = staffOf(request);
    return { ...actorOf(staff, request.id), id: staff.id };
  },
);
