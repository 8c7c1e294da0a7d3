import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { endStaffSessions } from '../session/end-staff-sessions.js';
import { staffActor } from '../staff-actor.js';
import { FindStaffLink, linkOver } from './find-staff-link.js';
import { closeStaffLinks } from './staff-link.js';
import { writeStaffPassword } from './write-staff-password.js';

export interface PasswordByLink {
  token: string;
  password: string;
  requestId: string | null;
}

/** Sets a password by a link, uses the link up, and ends all sessions of the member. */
@Injectable()
export class SetPasswordByLink {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly find: FindStaffLink,
  ) {}

  /**
   * @throws DomainError `staff_link_over` when the link opens nothing (any more)
   * @throws DomainError `invalid_input` with the fault of the password; the link stays good
   */
  async run({ token, password, requestId }: PasswordByLink): Promise<void> {
    const { linkId, member } = await this.find.run(token);
    const at = this.clock.now();
    await this.em.fork().transactional(async (tx) => {
      // Of two uses at once the second waits for the first and finds nothing.
      const used = await sql(
        tx,
        `update staff_link set used_at = $2
          where id = $1 and used_at is null and expires_at > $2 returning id`,
        [linkId, at],
      );
      if (used.length === 0) throw linkOver();
      await writeStaffPassword(tx, member, password, at);
      await closeStaffLinks(tx, member.id, at);
      await endStaffSessions(tx, member.id);
      await sql(tx, `delete from staff_failure where key = $1`, [member.id]);
      await recordAudit(tx, [
        {
          at,
          action: 'staff.password_changed',
          actor: staffActor(member.id, requestId),
          subjectType: 'staff_member',
          subjectId: member.id,
          after: { by: 'link', linkId },
        },
      ]);
    });
  }
}
