import type { StaffView } from '../../../src/staff/members/list-staff.js';
import type { LinkView } from '../../../src/staff/members/manage-staff.js';
import type { StaffSessionView } from '../../../src/staff/session/list-staff-sessions.js';

/** A member of the staff, as `/admin/api/staff` tells of them. */
export type Person = StaffView;
/** A link by which somebody sets their password, once. */
export type PasswordLink = LinkView;
export type Session = StaffSessionView & { current?: boolean };

/** The roles, from the least to the most. */
export const ROLES = ['agent', 'supervisor', 'auditor', 'administrator'] as const;

/** How somebody stands: what keeps them out counts first. */
export function standingOf({ disabled, lockedUntil, password, linkUntil }: Person): string {
  if (disabled) return 'disabled';
  if (lockedUntil !== null) return 'locked';
  return !password && linkUntil !== null ? 'invited' : 'active';
}
