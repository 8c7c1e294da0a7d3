import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../audit/record-audit.js';
import { Clock } from '../../shared/clock.js';
import { staffActor } from '../staff-actor.js';

/** How somebody has signed in. */
export interface SignInWay {
  by: 'password' | 'identity_provider';
  secondFactor?: 'totp' | 'recovery_code';
  recoveryCodesLeft?: number;
}

/** Writes into the audit log that a member of the staff has signed in. */
@Injectable()
export class RecordSignIn {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(staffId: string, way: SignInWay, requestId: string | null): Promise<void> {
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'staff.signed_in',
        actor: staffActor(staffId, requestId),
        subjectType: 'staff_member',
        subjectId: staffId,
        after: way,
      },
    ]);
  }
}
