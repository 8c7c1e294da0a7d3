import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { Clock } from '../shared/clock.js';
import { customerActor } from './customer-actor.js';
import { endSessions } from './end-sessions.js';

/** Ends all sessions of an account, on every device, this one included. */
@Injectable()
export class SignOutEverywhere {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(accountId: string, requestId: string | null): Promise<void> {
    await this.em.fork().transactional(async (tx) => {
      await endSessions(tx, [accountId]);
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'account.signed_out_everywhere',
          actor: customerActor(accountId, requestId),
          subjectType: 'account',
          subjectId: accountId,
        },
      ]);
    });
  }
}
