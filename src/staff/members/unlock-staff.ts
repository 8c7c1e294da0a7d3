import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { assertNotSelf, lockMember } from './lock-member.js';

/** Forgets a member's wrong passwords and codes, and with them the lock. */
@Injectable()
export class UnlockStaff {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns whether there was anything to forget
   * @throws DomainError `not_found`; `own_membership`
   */
  async run(id: string, actor: Actor): Promise<boolean> {
    return this.em.fork().transactional(async (tx) => {
      assertNotSelf(await lockMember(tx, id), actor);
      const [gone] = await sql<{ failures: number }>(
        tx,
        `delete from staff_failure where key = $1 returning failures`,
        [id],
      );
      if (gone === undefined) return false;
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'staff.unlocked',
          actor,
          subjectType: 'staff_member',
          subjectId: id,
          before: { failures: gone.failures },
        },
      ]);
      return true;
    });
  }
}
