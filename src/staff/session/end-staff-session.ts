import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { notFound } from '../../shared/domain-error.js';
import { endStaffSessions } from './end-staff-sessions.js';

/** Ends one session of a member, or all of them. */
@Injectable()
export class EndStaffSession {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @param sessionId null for all of the member's
   * @returns the `session_epoch` under which a session of the member may begin now
   * @throws DomainError `not_found`, also for a session of somebody else
   */
  async run(memberId: string, sessionId: string | null, actor: Actor): Promise<number> {
    return this.em.fork().transactional(async (tx) => {
      const [member] = await sql<{ epoch: number }>(
        tx,
        `select session_epoch as epoch from staff_member where id = $1 for update`,
        [memberId],
      );
      if (member === undefined) throw notFound('member of the staff');
      const epoch = sessionId === null ? await endStaffSessions(tx, memberId) : member.epoch;
      if (sessionId !== null) await endOne(tx, memberId, sessionId);
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'staff.session_ended',
          actor,
          subjectType: 'staff_member',
          subjectId: memberId,
          after: sessionId === null ? { all: true } : { sessionId },
        },
      ]);
      return epoch;
    });
  }
}

async function endOne(tx: EntityManager, memberId: string, sessionId: string): Promise<void> {
  const ended = await sql(
    tx,
    `delete from staff_session where member_id = $1 and id = $2 returning id`,
    [memberId, sessionId],
  );
  if (ended.length === 0) throw notFound('session');
}
