import type { Actor } from '../shared/actor.js';

/** A member of the staff acting on their own sign-in, where the role does not matter. */
export function staffActor(staffId: string, requestId: string | null): Actor {
  return { type: 'staff', id: staffId, name: 'Order support', requestId };
}
