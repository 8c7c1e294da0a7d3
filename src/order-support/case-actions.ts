import { canMove, type CancellationState } from '../cancellations/cancellation-state.js';
import type { StaffRole } from '../shared/actor.js';
import { may, type Permission } from '../staff/permissions.js';
import type { CaseAction } from './case.view.js';

/** What decides which acts a case offers. */
export interface CaseStand {
  state: CancellationState;
  /** Decided by a person and on its way to being carried out. */
  decided: boolean;
  matched: boolean;
  failedFrom: string | null;
  /** The member who filed it for the customer, if one did. */
  filedBy: string | null;
  claimedBy: string | null;
  proposedBy: string | null;
  /** Whether approving would end anything: nothing final speaks against it. */
  endable: boolean;
  /** Whether the reader may let the held refunds go, by amount. */
  releasable: boolean;
  failedRefund: boolean;
}

/**
 * What a reader may do with a case now, by its state and their role. The use cases decide again when
 * the act comes: this only leaves out what would be refused. Pure.
 */
export function caseActions(
  stand: CaseStand,
  reader: { id: string; role: StaffRole },
): Record<CaseAction, boolean> {
  const has = (permission: Permission): boolean => may(reader.role, permission);
  const decides = has('reviews.decide');
  const waits = stand.state === 'in_review' && !stand.decided;
  const own = stand.filedBy === reader.id;
  const givenUp = stand.state === 'failed' && stand.failedFrom !== 'scheduled';
  return {
    claim: decides && waits && stand.claimedBy !== reader.id,
    release: decides && stand.claimedBy === reader.id,
    approve: decides && waits && stand.matched && stand.endable && !own,
    reject: decides && ((waits && !own) || givenUp),
    revoke: has('cancellations.revoke') && canMove(stand.state, 'revoked'),
    retry: has('cancellations.retry') && stand.state === 'failed',
    note: decides,
    match: decides && waits && !stand.matched,
    withdrawProposal: decides && waits && stand.proposedBy === reader.id,
    releaseRefund: has('refunds.release') && stand.releasable,
    retryRefund: has('refunds.retry') && stand.failedRefund,
  };
}
