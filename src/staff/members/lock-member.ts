import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../database/sql.js';
import type { Actor, StaffRole } from '../../shared/actor.js';
import { DomainError, notFound, stateConflict } from '../../shared/domain-error.js';
import { isUuid } from '../../shared/ids.js';

export interface LockedMember {
  id: string;
  role: StaffRole;
  disabled: boolean;
}

/** Holds a member's row until the transaction ends. @throws DomainError `not_found` */
export async function lockMember(tx: EntityManager, id: string): Promise<LockedMember> {
  if (!isUuid(id)) throw notFound('member of the staff');
  const [member] = await sql<LockedMember>(
    tx,
    `select id, role, disabled_at is not null as disabled from staff_member where id = $1 for update`,
    [id],
  );
  if (member === undefined) throw notFound('member of the staff');
  return member;
}

/** @throws DomainError `own_membership`: nobody changes their own role, or disables themselves */
export function assertNotSelf(member: LockedMember, actor: Actor): void {
  if (actor.type !== 'staff' || actor.id !== member.id) return;
  const text = 'Nobody changes their own membership: ask another administrator.';
  throw new DomainError('forbidden', 'own_membership', text);
}

/**
 * Holds the rows of all administrators until the transaction ends, so that of two who remove one
 * another one is too late. Comes before `lockMember`: rows are held in one order.
 * @returns who they are
 */
export async function holdAdministrators(tx: EntityManager): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    tx,
    `select id from staff_member
      where role = 'administrator' and disabled_at is null order by id for update`,
  );
  return rows.map(({ id }) => id);
}

/** @throws DomainError `state_conflict` when the member is the only one of the administrators */
export function assertNotLast(administrators: readonly string[], member: LockedMember): void {
  if (administrators.length !== 1 || administrators[0] !== member.id) return;
  const text = 'This is the last administrator: make another one first. Nothing was changed.';
  throw stateConflict(text, { reason: 'last_administrator' });
}
