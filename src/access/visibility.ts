import type { Actor } from '../shared/actor.js';
import type { Scope } from './access.entities.js';

/** Whose eyes: an operator's client sees every account, any other those given to it. */
export interface Visibility {
  clientId: string;
  operator: boolean;
}

/** The program behind a request, as its API key says. */
export interface Caller {
  keyId: string;
  client: { id: string; name: string; operator: boolean };
  scopes: ReadonlySet<Scope>;
}

/** What a caller may see. */
export function visibilityOf(caller: Caller): Visibility {
  return { clientId: caller.client.id, operator: caller.client.operator };
}

/** A caller as the audit log names it: the client's name, found again by the key's id. */
export function actorOf(caller: Caller, requestId: string): Actor {
  return { type: 'client', id: caller.keyId, name: caller.client.name, requestId };
}

/**
 * A condition that holds for rows whose account the client of parameter `client` (e.g. `$2`) may see.
 * Rows without an account (unmatched declarations) are seen by operators alone, who need no condition.
 */
export function visibleAccountSql(accountColumn: string, client: string): string {
  return `exists (select 1 from client_account ca where ca.client_id = ${client}::uuid and ca.account_id = ${accountColumn})`;
}
