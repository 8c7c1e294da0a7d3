import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { OutgoingMail } from '../notifications/queue-notifications.js';

/** A refund that is to be paid now; amounts in minor units. */
export interface DueRefund {
  id: string;
  cancellationId: string;
  paymentId: string;
  paymentReference: string | null;
  amount: number;
  currency: string;
  /** Failed attempts so far. */
  attempts: number;
}

/**
 * Takes up to `limit` of the ids that are pending and due, and keeps others off them until
 * `leaseUntil` by moving their next attempt there. A worker that dies leaves them to the sweep.
 */
export async function claimRefunds(
  em: SqlEntityManager,
  ids: readonly string[],
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<DueRefund[]> {
  const rows = await sql<Omit<DueRefund, 'amount'> & { amount: string }>(
    em,
    `update refund r set next_attempt_at = $3
       from payment p
      where p.id = r.payment_id
        and r.id in (select id from refund
                      where id = any($1::uuid[]) and state = 'pending'
                        and (next_attempt_at is null or next_attempt_at <= $2)
                      order by id limit $4 for update skip locked)
     returning r.id, r.cancellation_id as "cancellationId", r.payment_id as "paymentId",
               p.gateway_reference as "paymentReference", r.amount, r.currency, r.attempts`,
    [ids, now, leaseUntil, limit],
  );
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** The mail that tells of an issued refund: one per refund, for each is a payment of its own. */
export async function refundMail(
  em: SqlEntityManager,
  refund: DueRefund,
  createdAt: Date,
): Promise<OutgoingMail[]> {
  const rows = await sql<{ accountId: string; data: Record<string, unknown> }>(
    em,
    `select s.account_id as "accountId",
            json_build_object(
              'reference', c.reference, 'planName', p.name, 'orderNumber', s.order_number,
              'serviceTags', coalesce((select json_agg(d.service_tag order by d.service_tag)
                                         from subscription_device sd join device d on d.id = sd.device_id
                                        where sd.subscription_id = s.id), '[]'),
              'kind', c.kind, 'requestedAt', c.requested_at, 'effectiveAt', c.effective_at,
              'wishedEnd', c.wished_end, 'reasonCodes', '[]'::json) as data
       from cancellation c
       join subscription s on s.id = c.subscription_id
       join plan p on p.code = s.plan_code
      where c.id = $1`,
    [refund.cancellationId],
  );
  return rows.map(({ accountId, data }) => ({
    dedupeKey: `refund_issued:${refund.id}`,
    cancellationId: refund.cancellationId,
    accountId,
    template: 'refund_issued',
    data: {
      ...data,
      refund: { amount: refund.amount, currency: refund.currency, state: 'issued' },
    },
    createdAt,
  }));
}
