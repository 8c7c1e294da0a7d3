export type ActorType = 'customer' | 'staff' | 'client' | 'operator' | 'system';
export type StaffRole = 'agent' | 'supervisor' | 'auditor' | 'administrator';

/**
 * Who acts. `name` is never personal data: the key's client for programs, 'Order support' for staff,
 * 'Customer' for customers, the job's name for the system. Who that was exactly is found by `id`.
 */
export interface Actor {
  type: ActorType;
  id: string | null;
  name: string;
  /** Only for staff. */
  role?: StaffRole;
  requestId?: string | null;
}

/** What runs by itself: a job, a sweep, the clock. */
export function systemActor(name: string): Actor {
  return { type: 'system', id: null, name };
}

/** What is done on the command line. */
export const operatorActor: Actor = { type: 'operator', id: null, name: 'operator' };
