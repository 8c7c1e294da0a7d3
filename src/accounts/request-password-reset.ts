import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { JobHints } from '../queue/job-hints.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { ResetLimits } from './limits/reset-limits.js';

/** How long a reset link works. */
const VALID_MS = 3_600_000;

export interface ResetWish {
  email: string;
  /** Of the network. */
  address: string;
  requestId: string | null;
}

/** Sends a link that sets a new password, or the first one, to the account's own address. */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
    private readonly limits: ResetLimits,
  ) {}

  /**
   * Answers the same whether or not there is such an account. The caller hides the time that it took.
   * @throws DomainError `reset_wait` when an address of the network asks too often
   */
  async run({ email, address, requestId }: ResetWish): Promise<void> {
    await this.limits.enter(address);
    const [account] = await sql<{ id: string }>(
      this.em.fork(),
      `select id from account where lower(email) = lower($1)`,
      [email.trim()],
    );
    if (!(await this.limits.admitsMail(email)) || account === undefined) return;
    const mails = await this.em.fork().transactional((tx) => this.write(tx, account.id, requestId));
    void this.hints.add('notifications', mails);
  }

  private async write(
    tx: EntityManager,
    accountId: string,
    requestId: string | null,
  ): Promise<string[]> {
    const id = newId();
    const at = this.clock.now();
    const expiresAt = new Date(at.getTime() + VALID_MS);
    await sql(
      tx,
      `insert into password_reset (id, account_id, requested_at, expires_at) values ($1, $2, $3, $4)`,
      [id, accountId, at, expiresAt],
    );
    await recordAudit(tx, [
      {
        at,
        action: 'account.password_reset_requested',
        // Anybody can ask for it: that it was the customer shows only when the link is used.
        actor: { ...systemActor('forgot-password'), requestId },
        subjectType: 'account',
        subjectId: accountId,
        after: { resetId: id },
      },
    ]);
    return queueNotifications(tx, [
      {
        dedupeKey: `password_reset:${id}`,
        cancellationId: null,
        accountId,
        template: 'password_reset',
        // The link is made at the sending: in the database it would open the account.
        data: { resetId: id, at, expiresAt },
        createdAt: at,
      },
    ]);
  }
}
