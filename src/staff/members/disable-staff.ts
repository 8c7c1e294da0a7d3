import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { endStaffSessions } from '../session/end-staff-sessions.js';
import { assertNotLast, assertNotSelf, holdAdministrators, lockMember } from './lock-member.js';
import { closeStaffLinks } from './staff-link.js';

/**
 * Shuts a member out: sessions end, links open nothing, no sign-in works; or lets them in again. The
 * row stays, for the audit log names it.
 */
@Injectable()
export class DisableStaff {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `own_membership`; `state_conflict` for the last administrator */
  async run(id: string, disabled: boolean, actor: Actor): Promise<void> {
    const at = this.clock.now();
    await this.em.fork().transactional(async (tx) => {
      const administrators = await holdAdministrators(tx);
      const member = await lockMember(tx, id);
      if (member.disabled === disabled) return;
      assertNotSelf(member, actor);
      if (disabled) {
        assertNotLast(administrators, member);
        await endStaffSessions(tx, id);
        await closeStaffLinks(tx, id, at);
      }
      await sql(tx, `update staff_member set disabled_at = $2 where id = $1`, [
        id,
        disabled ? at : null,
      ]);
      await recordAudit(tx, [
        {
          at,
          action: disabled ? 'staff.disabled' : 'staff.enabled',
          actor,
          subjectType: 'staff_member',
          subjectId: id,
        },
      ]);
    });
  }
}
