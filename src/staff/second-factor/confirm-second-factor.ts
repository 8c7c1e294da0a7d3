import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { Secrets } from '../../config/secrets.js';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { invalid } from '../../shared/domain-error.js';
import { staffActor } from '../staff-actor.js';
import { alreadySet, readEnrolment } from './enrol-second-factor.js';
import { writeRecoveryCodes } from './recovery-codes.js';
import { seal } from './sealed.js';
import { totpStep } from './totp.js';

export interface FirstCode {
  /** As `EnrolSecondFactor` gave it out. */
  enrolment: string;
  code: string;
  requestId: string | null;
}

/** Sets a second factor by its first code, which then counts as used. */
@Injectable()
export class ConfirmSecondFactor {
  private readonly enrolmentKey: Buffer;
  private readonly key: Buffer;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    secrets: Secrets,
  ) {
    this.enrolmentKey = secrets.encryptionKey('totp-enrolment');
    this.key = secrets.encryptionKey('totp');
  }

  /**
   * @returns ten recovery codes, shown this once
   * @throws DomainError `invalid_input` for a wrong code, or an enrolment that is over or not ours;
   *   `state_conflict` when a second factor was set meanwhile
   */
  async run(memberId: string, { enrolment, code, requestId }: FirstCode): Promise<string[]> {
    const at = this.clock.now();
    const secret = this.read(memberId, enrolment, at);
    const step = totpStep(secret, code.replace(/[\s-]/g, ''), at);
    if (step === null) {
      const message = 'The code does not fit. Check that the time on your phone is right.';
      throw invalid([{ pointer: '/code', code: 'wrong_code', message }]);
    }
    return this.em.fork().transactional(async (tx) => {
      const set = await sql(
        tx,
        `update staff_member set totp_secret = $2, totp_since = $3, totp_last_step = $4
          where id = $1 and totp_secret is null returning id`,
        [memberId, seal(this.key, secret, memberId), at, step],
      );
      if (set.length === 0) throw alreadySet();
      const codes = await writeRecoveryCodes(tx, memberId);
      await recordAudit(tx, [
        {
          at,
          action: 'staff.second_factor_set',
          actor: staffActor(memberId, requestId),
          subjectType: 'staff_member',
          subjectId: memberId,
          after: { recoveryCodes: codes.length },
        },
      ]);
      return codes;
    });
  }

  private read(memberId: string, enrolment: string, now: Date): string {
    const content = readEnrolment(this.enrolmentKey, enrolment, memberId);
    if (content !== null && content.until > now.getTime()) return content.secret;
    const message = 'This took too long. Begin again with a new QR code.';
    throw invalid([{ pointer: '/enrolment', code: 'enrolment_over', message }]);
  }
}
