import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../../audit/record-audit.js';
import { SettingsError } from '../../config/settings.js';
import { sql } from '../../database/sql.js';
import { systemActor } from '../../shared/actor.js';
import { isRefusal } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { writeStaffPassword } from './write-staff-password.js';

export interface FirstAdministrator {
  email: string;
  password: string;
}

/**
 * Makes the first administrator, by the settings ADMIN_EMAIL and ADMIN_PASSWORD. While there is one
 * who is not disabled it does nothing, so the settings may stay. However many processes start at
 * once, one of them makes one.
 * @returns whether one was made
 * @throws SettingsError when the password has a fault, or the address is that of another member
 */
export async function createFirstAdministrator(
  em: EntityManager,
  { email, password }: FirstAdministrator,
  now: Date,
): Promise<boolean> {
  return em.fork().transactional(async (tx) => {
    await sql(tx, `select from installation for update`);
    const there = await sql(
      tx,
      `select 1 as one from staff_member
        where role = 'administrator' and disabled_at is null limit 1`,
    );
    if (there.length > 0) return false;
    const member = { id: newId(), email, name: email.split('@')[0] ?? email };
    const written = await sql(
      tx,
      `insert into staff_member (id, email, name, role, created_at)
       values ($1, $2, $3, 'administrator', $4) on conflict (lower(email)) do nothing returning id`,
      [member.id, email, member.name, now],
    );
    if (written.length === 0) {
      throw new SettingsError('ADMIN_EMAIL is the address of a member of the staff: take another.');
    }
    await setPassword(tx, member, password, now);
    await recordAudit(tx, [
      {
        at: now,
        action: 'staff.created',
        actor: systemActor('setup'),
        subjectType: 'staff_member',
        subjectId: member.id,
        after: { role: 'administrator', by: 'settings' },
      },
    ]);
    return true;
  });
}

async function setPassword(
  tx: EntityManager,
  member: { id: string; email: string; name: string },
  password: string,
  now: Date,
): Promise<void> {
  try {
    await writeStaffPassword(tx, member, password, now);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new SettingsError(`ADMIN_PASSWORD cannot be taken: ${error.message}`);
  }
}
