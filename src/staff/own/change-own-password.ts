import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { Clock } from '../../shared/clock.js';
import { writeStaffPassword } from '../members/write-staff-password.js';
import { endStaffSessions } from '../session/end-staff-sessions.js';
import { staffActor } from '../staff-actor.js';
import type { StaffMember } from '../staff-request.js';
import { ConfirmOwnPassword } from './confirm-own-password.js';

export interface PasswordChange {
  current: string;
  password: string;
  requestId: string | null;
}

/** A member's new password, by the old one; ends their other sessions. */
@Injectable()
export class ChangeOwnPassword {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly confirm: ConfirmOwnPassword,
  ) {}

  /**
   * @returns the `session_epoch` under which this browser's session goes on
   * @throws DomainError `invalid_input`: the current password is wrong, or the new one has a fault
   */
  async run(
    member: StaffMember,
    { current, password, requestId }: PasswordChange,
  ): Promise<number> {
    await this.confirm.run(member.id, current, requestId, '/current');
    const at = this.clock.now();
    return this.em.fork().transactional(async (tx) => {
      await writeStaffPassword(tx, member, password, at);
      const epoch = await endStaffSessions(tx, member.id);
      await recordAudit(tx, [
        {
          at,
          action: 'staff.password_changed',
          actor: staffActor(member.id, requestId),
          subjectType: 'staff_member',
          subjectId: member.id,
          after: { by: 'password' },
        },
      ]);
      return epoch;
    });
  }
}
