import type { Actor } from '../shared/actor.js';

/** A customer who acts on the own account at one of the doors. */
export function customerActor(accountId: string, requestId: string | null): Actor {
  return { type: 'customer', id: accountId, name: 'Customer', requestId };
}
