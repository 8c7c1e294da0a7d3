import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { yieldToCancelling } from '../shared/precedence.js';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { JobHints } from '../queue/job-hints.js';
import { withinLimit } from '../queue/time-limit.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { GatewayRefused, PaymentGateway } from './payment-gateway.js';
import { claimRefunds, refundMail, type DueRefund } from './refund-rows.js';

/** Far above the gateway's time limit, so that nobody else calls it for the same refund meanwhile. */
const LEASE_MS = 60_000;
const AT_ONCE = 4;
const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 3_600_000;
const MOST_ATTEMPTS = 20;
const actor = systemActor('pay-refunds');

/** The delay after the given number of failed attempts: 5 s, doubled each time, at most an hour. */
export function refundDelayMs(attempts: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20), LONGEST_DELAY_MS);
}

/**
 * Sends pending refunds through the gateway. Never pays twice: the refund's id is the gateway's
 * idempotency key at every attempt, and only a pending row becomes issued. What the gateway did
 * when it failed or was silent is unknown until it is asked again, under the same key.
 */
@Injectable()
export class PayRefunds {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly em: EntityManager,
    private readonly gateway: PaymentGateway,
    private readonly hints: JobHints,
    private readonly clock: Clock,
  ) {}

  async run(ids: readonly string[]): Promise<void> {
    for (;;) {
      await yieldToCancelling();
      const now = this.clock.now();
      const lease = new Date(now.getTime() + LEASE_MS);
      const due = await claimRefunds(this.em.fork(), ids, now, lease, AT_ONCE);
      if (due.length === 0) return;
      const settled = await Promise.allSettled(due.map((refund) => this.pay(refund)));
      const mails = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      void this.hints.add('notifications', mails);
      const failure = settled.find((one) => one.status === 'rejected');
      if (failure) throw failure.reason;
    }
  }

  /** Answers the ids of the mails that tell of it. */
  private async pay(refund: DueRefund): Promise<string[]> {
    let reference: string;
    try {
      const order = {
        idempotencyKey: refund.id,
        paymentId: refund.paymentId,
        gatewayReference: refund.paymentReference,
        amount: refund.amount,
        currency: refund.currency,
      };
      ({ reference } = await withinLimit(
        this.gateway.refund(order),
        this.gateway.limitMs,
        'The gateway',
      ));
    } catch (error) {
      await this.em.fork().transactional((tx) => this.recordFailure(tx, refund, error));
      return [];
    }
    return this.em.fork().transactional((tx) => this.recordIssue(tx, refund, reference));
  }

  private async recordIssue(
    tx: SqlEntityManager,
    refund: DueRefund,
    reference: string,
  ): Promise<string[]> {
    const now = this.clock.now();
    const issued = await sql(
      tx,
      `update refund set state = 'issued', issued_at = $2, gateway_reference = $3,
              attempts = attempts + 1, next_attempt_at = null
        where id = $1 and state = 'pending' returning id`,
      [refund.id, now, reference],
    );
    if (issued.length === 0) {
      await this.assertSettledAlike(tx, refund.id, reference);
      return [];
    }
    const { amount, currency } = refund;
    await recordAudit(tx, [
      {
        at: now,
        action: 'refund.issued',
        actor,
        subjectType: 'refund',
        subjectId: refund.id,
        cancellationId: refund.cancellationId,
        before: { state: 'pending' },
        after: { state: 'issued', amount, currency, gatewayReference: reference },
      },
    ]);
    return queueNotifications(tx, await refundMail(tx, refund, now));
  }

  /** The same refund told twice is fine; money that left for a refund that is void needs a person. */
  private async assertSettledAlike(
    tx: SqlEntityManager,
    id: string,
    reference: string,
  ): Promise<void> {
    const [row] = await sql<{ state: string; reference: string | null }>(
      tx,
      `select state, gateway_reference as reference from refund where id = $1`,
      [id],
    );
    if (row?.state === 'issued' && row.reference === reference) return;
    throw new Error(
      `The gateway paid refund ${id} as ${reference}, but it is ${row?.state ?? 'gone'} (${row?.reference ?? 'no reference'}).`,
    );
  }

  private async recordFailure(
    tx: SqlEntityManager,
    refund: DueRefund,
    error: unknown,
  ): Promise<void> {
    const now = this.clock.now();
    const attempts = refund.attempts + 1;
    const refused = error instanceof GatewayRefused;
    const reason = refused
      ? error.code
      : error instanceof Error
        ? error.constructor.name
        : 'unknown';
    const failed = refused || attempts >= MOST_ATTEMPTS;
    this.logger.warn(`Refund ${refund.id}, attempt ${attempts}: ${reason}`);
    const changed = await sql(
      tx,
      `update refund set state = $2, attempts = $3, last_error = $4, next_attempt_at = $5
        where id = $1 and state = 'pending' returning id`,
      [
        refund.id,
        failed ? 'failed' : 'pending',
        attempts,
        refused ? `refused: ${reason}` : `no outcome: ${reason}`,
        failed ? null : new Date(now.getTime() + refundDelayMs(attempts)),
      ],
    );
    if (changed.length === 0 || !failed) return;
    await recordAudit(tx, [
      {
        at: now,
        action: 'refund.failed',
        actor,
        subjectType: 'refund',
        subjectId: refund.id,
        cancellationId: refund.cancellationId,
        reason,
        before: { state: 'pending' },
        after: { state: 'failed', attempts },
      },
    ]);
  }
}
