import type { Actor } from '../shared/actor.js';
import { DomainError } from '../shared/domain-error.js';

/**
 * Who of the staff decides cancellations: agents, supervisors and administrators; auditors see only.
 * @throws DomainError `forbidden`
 */
export function assertDecides(actor: Actor): void {
  if (actor.type === 'operator') return;
  if (actor.type === 'staff' && actor.role !== undefined && actor.role !== 'auditor') return;
  throw new DomainError('forbidden', 'forbidden', 'Your role does not decide cancellations.');
}

/** Whether a role may be the second person of four eyes. */
export function seconds(actor: Actor): boolean {
  return actor.role === 'supervisor' || actor.role === 'administrator';
}
