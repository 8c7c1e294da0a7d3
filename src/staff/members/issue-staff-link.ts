import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { stateConflict } from '../../shared/domain-error.js';
import { assertNotSelf, lockMember } from './lock-member.js';
import { writeStaffLink, type StaffLink } from './staff-link.js';

/** A new link for a member who has lost their password, or let the first link run out. */
@Injectable()
export class IssueStaffLink {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `own_membership`; `state_conflict` for a disabled member */
  async run(id: string, actor: Actor): Promise<StaffLink> {
    const at = this.clock.now();
    return this.em.fork().transactional(async (tx) => {
      const member = await lockMember(tx, id);
      assertNotSelf(member, actor);
      if (member.disabled) throw stateConflict('This member is disabled. Nothing was changed.');
      const link = await writeStaffLink(tx, id, at);
      await recordAudit(tx, [
        {
          at,
          action: 'staff.link_issued',
          actor,
          subjectType: 'staff_member',
          subjectId: id,
          after: { linkUntil: link.expiresAt },
        },
      ]);
      return link;
    });
  }
}
