import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { stateConflict } from '../../shared/domain-error.js';
import { staffActor } from '../staff-actor.js';
import { writeRecoveryCodes } from './recovery-codes.js';

/** Ten new recovery codes in the place of the earlier ones, which work no more. */
@Injectable()
export class RenewRecoveryCodes {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `state_conflict` without a second factor */
  async run(memberId: string, requestId: string | null): Promise<string[]> {
    return this.em.fork().transactional(async (tx) => {
      const [member] = await sql<{ has: boolean }>(
        tx,
        `select totp_secret is not null as has from staff_member where id = $1 for update`,
        [memberId],
      );
      if (!member?.has) throw stateConflict('Set up your second factor first.');
      const codes = await writeRecoveryCodes(tx, memberId);
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'staff.recovery_codes_renewed',
          actor: staffActor(memberId, requestId),
          subjectType: 'staff_member',
          subjectId: memberId,
          after: { recoveryCodes: codes.length },
        },
      ]);
      return codes;
    });
  }
}
