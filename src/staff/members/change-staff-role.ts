import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor, StaffRole } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { assertNotLast, assertNotSelf, holdAdministrators, lockMember } from './lock-member.js';

/** Gives a member another role, which counts with their next request. */
@Injectable()
export class ChangeStaffRole {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `own_membership`; `state_conflict` for the last administrator */
  async run(id: string, role: StaffRole, actor: Actor): Promise<void> {
    await this.em.fork().transactional(async (tx) => {
      const administrators = await holdAdministrators(tx);
      const member = await lockMember(tx, id);
      if (member.role === role) return;
      assertNotSelf(member, actor);
      assertNotLast(administrators, member);
      await sql(tx, `update staff_member set role = $2 where id = $1`, [id, role]);
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'staff.role_changed',
          actor,
          subjectType: 'staff_member',
          subjectId: id,
          before: { role: member.role },
          after: { role },
        },
      ]);
    });
  }
}
