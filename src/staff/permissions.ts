import type { StaffRole } from '../shared/actor.js';

export const staffRoles = ['agent', 'supervisor', 'auditor', 'administrator'] as const;

const everybody = staffRoles;
const deciding = ['agent', 'supervisor', 'administrator'] as const;
const senior = ['supervisor', 'administrator'] as const;

/**
 * Who may do what in the console: the one table. Every page, list, action and field is checked
 * against it on the server; the pages ask it only to leave out what would be refused.
 * Source: issue "The console", "Roles"; design, "Eligibility policy".
 */
export const permissions = {
  /** One's own sessions, password, second factor and language. */
  'own.manage': everybody,
  'home.see': everybody,
  'reviews.see': everybody,
  /** Claim, approve, reject, propose, match, note. */
  'reviews.decide': deciding,
  /** Be the second of four eyes. */
  'reviews.second': senior,
  'cancellations.file': deciding,
  'cancellations.revoke': deciding,
  'cancellations.retry': deciding,
  'refunds.release': deciding,
  'refunds.retry': deciding,
  /** Many at once, for all that match a filter. */
  'runs.see': everybody,
  'runs.start': senior,
  'batches.see': everybody,
  'batches.run': deciding,
  'batches.second': senior,
  'records.see': everybody,
  'records.export': ['supervisor', 'auditor', 'administrator'],
  /** Names and addresses as they are: who talks with customers needs them. */
  'personal.see': ['agent', 'supervisor'],
  /** Whoever sees them masked may have them shown, one record at a time; that is audited. */
  'personal.reveal': ['auditor', 'administrator'],
  'policies.see': everybody,
  'policies.propose': ['administrator'],
  'policies.second': senior,
  'keys.see': ['auditor', 'administrator'],
  'keys.manage': ['administrator'],
  'staff.see': ['auditor', 'administrator'],
  'staff.manage': ['administrator'],
  'queues.see': senior,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Permission = keyof typeof permissions;

/** Whether a role has a permission. */
export function may(role: StaffRole, permission: Permission): boolean {
  return (permissions[permission] as readonly StaffRole[]).includes(role);
}

/** All that a role may do, in the order of the table. */
export function permissionsOf(role: StaffRole): Permission[] {
  return (Object.keys(permissions) as Permission[]).filter((permission) => may(role, permission));
}
