import { EntityManager, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { withinLimit } from '../queue/time-limit.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { halfUpDivide } from '../shared/money.js';
import { GatewayRefused, PaymentGateway } from './payment-gateway.js';

interface OpenInvoice {
  id: string;
  subscriptionId: string;
  accountId: string;
  amount: string;
  tax: string;
  owed: string;
  currency: string;
  chargeAttempts: number;
}

const LIMIT = 200;
/** After so many failures without an answer in a row the gateway is down: the next run goes on. */
const MOST_FAILURES = 3;
const actor = systemActor('charge-invoices');

/**
 * Charges what renewals have invoiced: at once, and after refusals again 1, 3, 7 and 14 days later, five
 * times in all; then the invoice stays open and is an outstanding balance. Invoices that came with an
 * import or were issued elsewhere are left alone: the audit says which ones a renewal has issued.
 *
 * Never charges twice: the subscription and the invoice stay locked while the gateway is asked (so
 * no cancellation can void what is being paid), and a repeated order carries the same key. Only
 * after a refusal, when surely no money moved, does the key change.
 */
@Injectable()
export class ChargeInvoices {
  private readonly logger = new Logger('Invoices');

  constructor(
    private readonly em: EntityManager,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  /** Answers how many were paid. */
  async run(limit = LIMIT): Promise<number> {
    const due = await sql<{ id: string }>(
      this.em.fork(),
      `select i.id from invoice i
        where i.status = 'open' and i.charge_attempts < 5
          and i.issued_at + (array['0', '1 day', '3 days', '7 days', '14 days'])[i.charge_attempts + 1]::interval <= $1
          and exists (select 1 from audit_entry a
                       where a.subject_type = 'invoice' and a.subject_id = i.id::text
                         and a.action = 'invoice.issued' and a.actor_name = 'renew-subscriptions')
        order by i.charge_error is not null, i.issued_at, i.id limit $2`,
      [this.clock.now(), limit],
    );
    let paid = 0;
    let failures = 0;
    for (const { id } of due) {
      const outcome = await this.em.fork().transactional((tx) => this.charge(tx, id));
      if (outcome === 'paid') paid += 1;
      failures = outcome === 'unknown' ? failures + 1 : 0;
      if (failures >= MOST_FAILURES) break;
    }
    return paid;
  }

  private async charge(
    tx: SqlEntityManager,
    id: string,
  ): Promise<'paid' | 'refused' | 'unknown' | 'skipped'> {
    const locked = await sql(
      tx,
      `select i.id from invoice i join subscription s on s.id = i.subscription_id
        where i.id = $1 and i.status = 'open' for update of s, i skip locked`,
      [id],
    );
    if (locked.length === 0) return 'skipped';
    // Summed under the locks: a credit note written just before counts.
    const [invoice] = await sql<OpenInvoice>(
      tx,
      `select i.id, i.subscription_id as "subscriptionId", s.account_id as "accountId", i.amount, i.tax,
              i.currency, i.charge_attempts as "chargeAttempts",
              i.amount - coalesce((select sum(p.amount) from payment p where p.invoice_id = i.id), 0)
                - coalesce((select sum(n.amount) from credit_note n where n.invoice_id = i.id), 0) as owed
         from invoice i join subscription s on s.id = i.subscription_id
        where i.id = $1`,
      [id],
    );
    if (invoice === undefined || Number(invoice.owed) <= 0) return 'skipped';
    const { chargeAttempts, accountId, currency } = invoice;
    const amount = Number(invoice.owed);
    const idempotencyKey = chargeAttempts === 0 ? id : `${id}:${chargeAttempts}`;
    let reference: string;
    try {
      const order = { idempotencyKey, invoiceId: id, accountId, amount, currency };
      ({ reference } = await withinLimit(
        this.gateway.charge(order),
        this.gateway.limitMs,
        'The gateway',
      ));
    } catch (error) {
      return this.recordFailure(tx, invoice, error);
    }
    await this.recordPayment(tx, invoice, amount, reference);
    return 'paid';
  }

  private async recordPayment(
    tx: SqlEntityManager,
    invoice: OpenInvoice,
    amount: number,
    reference: string,
  ): Promise<void> {
    const now = this.clock.now();
    const paymentId = newId();
    const tax = halfUpDivide(BigInt(amount) * BigInt(invoice.tax), BigInt(invoice.amount));
    await sql(
      tx,
      `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, gateway_reference, captured_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        paymentId,
        invoice.id,
        invoice.subscriptionId,
        amount,
        String(tax),
        invoice.currency,
        reference,
        now,
      ],
    );
    await sql(
      tx,
      `update invoice set status = 'paid', charge_attempts = charge_attempts + 1, charge_error = null where id = $1`,
      [invoice.id],
    );
    await recordAudit(tx, [
      {
        at: now,
        action: 'payment.captured',
        actor,
        subjectType: 'payment',
        subjectId: paymentId,
        before: { invoiceId: invoice.id, status: 'open' },
        after: {
          invoiceId: invoice.id,
          status: 'paid',
          subscriptionId: invoice.subscriptionId,
          amount,
          currency: invoice.currency,
          gatewayReference: reference,
        },
      },
    ]);
  }

  /** A refusal counts; silence does not, for the same order must go out again under the same key. */
  private async recordFailure(
    tx: SqlEntityManager,
    invoice: OpenInvoice,
    error: unknown,
  ): Promise<'refused' | 'unknown'> {
    const refused = error instanceof GatewayRefused;
    const reason = refused
      ? error.code
      : error instanceof Error
        ? error.constructor.name
        : 'unknown';
    this.logger.warn(`Invoice ${invoice.id} was not charged: ${reason}`);
    await sql(
      tx,
      `update invoice set charge_attempts = charge_attempts + $2, charge_error = $3 where id = $1`,
      [invoice.id, refused ? 1 : 0, `${refused ? 'refused' : 'no outcome'}: ${reason}`],
    );
    if (!refused) return 'unknown';
    await recordAudit(tx, [
      {
        at: this.clock.now(),
        action: 'payment.refused',
        actor,
        subjectType: 'invoice',
        subjectId: invoice.id,
        reason,
        after: { chargeAttempts: invoice.chargeAttempts + 1 },
      },
    ]);
    return 'refused';
  }
}
