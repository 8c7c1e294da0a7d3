import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { JobHints } from '../queue/job-hints.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/domain-error.js';
import { customerActor } from './customer-actor.js';
import { FAILURES_TOLD, SignInLimits, type Attempt, type Trier } from './limits/sign-in-limits.js';
import { isPassword } from './passwords/password-hash.js';

export interface SignInTry extends Trier {
  password: string;
  requestId: string | null;
}

export interface SignedInAccount {
  accountId: string;
  /** The `session_epoch` that the check saw: a session begins under it. */
  epoch: number;
  /** To be kept by the device, see `KnownDevice`. */
  deviceMark: string;
}

interface Candidate {
  accountId: string;
  epoch: number;
  hash: string | null;
}

/** Checks an e-mail address with its password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
    private readonly limits: SignInLimits,
  ) {}

  /**
   * An address that nobody has takes the same steps and the same time as a wrong password.
   * @throws DomainError `sign_in_refused` for a wrong address or a wrong password, without saying which
   * @throws DomainError `sign_in_wait` when it is too early for a further try
   */
  async run(attempt: SignInTry): Promise<SignedInAccount> {
    const entry = await this.limits.enter(attempt);
    const found = await this.find(attempt.email);
    const right = await isPassword(attempt.password, found?.hash ?? null);
    if (found === undefined || !right) {
      await entry.failed();
      await this.recordRefusal(found?.accountId ?? null, entry, attempt.requestId);
      const text = 'The e-mail address or the password is wrong.';
      throw new DomainError('unauthenticated', 'sign_in_refused', text);
    }
    const { accountId, epoch } = found;
    const deviceMark = await entry.succeeded();
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'account.signed_in',
        actor: customerActor(accountId, attempt.requestId),
        subjectType: 'account',
        subjectId: accountId,
        after: { by: 'password', knownDevice: entry.knownDevice },
      },
    ]);
    return { accountId, epoch, deviceMark };
  }

  private async find(email: string): Promise<Candidate | undefined> {
    const [found] = await sql<Candidate>(
      this.em.fork(),
      `select a.id as "accountId", a.session_epoch as epoch, p.password_hash as hash
         from account a left join account_password p on p.account_id = a.id
        where lower(a.email) = lower($1)`,
      [email.trim()],
    );
    return found;
  }

  /** Once within a day of failures the owner is told of them, in one mail. */
  private async recordRefusal(
    accountId: string | null,
    { failures, knownDevice }: Attempt,
    requestId: string | null,
  ): Promise<void> {
    const at = this.clock.now();
    const line: AuditLine = {
      at,
      action: 'account.sign_in_refused',
      actor: { ...systemActor('sign-in'), requestId },
      subjectType: 'account',
      subjectId: accountId ?? 'unknown',
      after: { failures, knownDevice },
    };
    const mails = await this.em.fork().transactional(async (tx) => {
      await recordAudit(tx, [line]);
      if (accountId === null || failures !== FAILURES_TOLD) return [];
      return queueNotifications(tx, [
        {
          dedupeKey: `sign_in_attempts:${accountId}:${at.toISOString().slice(0, 10)}`,
          cancellationId: null,
          accountId,
          template: 'sign_in_attempts',
          data: { failures, at },
          createdAt: at,
        },
      ]);
    });
    void this.hints.add('notifications', mails);
  }
}
