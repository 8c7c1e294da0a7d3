import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { notFound } from '../../shared/domain-error.js';

/** Takes a member's second factor away, with its recovery codes. Without one nothing changes. */
@Injectable()
export class RemoveSecondFactor {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` */
  async run(memberId: string, actor: Actor): Promise<void> {
    await this.em.fork().transactional(async (tx) => {
      const [member] = await sql<{ has: boolean }>(
        tx,
        `select totp_secret is not null as has from staff_member where id = $1 for update`,
        [memberId],
      );
      if (member === undefined) throw notFound('member of the staff');
      if (!member.has) return;
      await sql(
        tx,
        `update staff_member set totp_secret = null, totp_since = null, totp_last_step = null
          where id = $1`,
        [memberId],
      );
      await sql(tx, `delete from staff_recovery_code where member_id = $1`, [memberId]);
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'staff.second_factor_removed',
          actor,
          subjectType: 'staff_member',
          subjectId: memberId,
        },
      ]);
    });
  }
}
