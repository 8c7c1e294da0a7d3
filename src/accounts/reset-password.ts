import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { JobHints } from '../queue/job-hints.js';
import { Clock } from '../shared/clock.js';
import { invalid } from '../shared/domain-error.js';
import { customerActor } from './customer-actor.js';
import { endSessions } from './end-sessions.js';
import { FindPasswordReset, resetLinkOver } from './find-password-reset.js';
import { hashPassword } from './passwords/password-hash.js';
import { passwordFault, type PasswordFault } from './passwords/password-rules.js';
import { writePassword } from './passwords/write-password.js';

export interface PasswordChoice {
  token: string;
  password: string;
  requestId: string | null;
}

const FAULTS: Readonly<Record<PasswordFault, string>> = {
  too_short: 'The password needs 10 characters or more.',
  too_long: 'The password may have 200 characters at most.',
  too_common: 'This password is among the first that others would guess.',
  personal: 'The password must not be your own name or e-mail address.',
};

/** Sets a new password by a reset link, uses the link up, and ends all sessions of the account. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
    private readonly find: FindPasswordReset,
  ) {}

  /**
   * @throws DomainError `reset_link_over` when the link opens nothing (any more)
   * @throws DomainError `invalid_input` with the fault of the password; the link stays good
   */
  async run({ token, password, requestId }: PasswordChoice): Promise<void> {
    const { id, accountId, ...owner } = await this.find.run(token);
    const fault = passwordFault(password, owner);
    if (fault !== null) {
      throw invalid([{ pointer: '/password', code: fault, message: FAULTS[fault] }]);
    }
    const hash = await hashPassword(password);
    const at = this.clock.now();
    const mails = await this.em.fork().transactional(async (tx) => {
      await useUp(tx, id, accountId, at);
      await writePassword(tx, accountId, hash, at);
      await endSessions(tx, [accountId]);
      await recordAudit(tx, [
        {
          at,
          action: 'account.password_changed',
          actor: customerActor(accountId, requestId),
          subjectType: 'account',
          subjectId: accountId,
          after: { by: 'reset_link', resetId: id },
        },
      ]);
      return queueNotifications(tx, [
        {
          dedupeKey: `password_changed:${id}`,
          cancellationId: null,
          accountId,
          template: 'password_changed',
          data: { at },
          createdAt: at,
        },
      ]);
    });
    void this.hints.add('notifications', mails);
  }
}

/** Of two uses at once the second waits for the first and finds nothing; other open links go as well. */
async function useUp(tx: EntityManager, id: string, accountId: string, at: Date): Promise<void> {
  const used = await sql(
    tx,
    `update password_reset set used_at = $2
      where id = $1 and used_at is null and expires_at > $2 returning id`,
    [id, at],
  );
  if (used.length === 0) throw resetLinkOver();
  await sql(
    tx,
    `update password_reset set used_at = $2 where account_id = $1 and used_at is null`,
    [accountId, at],
  );
}
