import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { ReferenceSequence } from '../cancellations/reference-sequence.js';
import { sql } from '../database/sql.js';
import { type Actor, systemActor } from '../shared/actor.js';
import { demoId, type DemoSubscription } from './demo-data.js';

const DAY = 86_400_000;

/**
 * The cancellation that ended the demo's cancelled subscription: declared in My Account ten days
 * before its period's end, and completed then. No decision is made up for it: a decision replays to
 * the same bytes, and this one was never computed.
 */
export async function writeDemoCancellation(
  tx: EntityManager,
  subscription: DemoSubscription,
): Promise<void> {
  const end = subscription.period_ends_at;
  const requestedAt = new Date(end.getTime() - 10 * DAY);
  const decidedAt = new Date(requestedAt.getTime() + 400);
  const completedAt = new Date(end.getTime() + 2_000);
  const id = demoId(`cancellation ${subscription.order_number}`, requestedAt);
  const [reference] = await new ReferenceSequence().take(tx, 1);
  const customer: Actor = { type: 'customer', id: subscription.account_id, name: 'Customer' };
  await sql(
    tx,
    `insert into cancellation (id, reference, subscription_id, account_id, kind, effective, reason_code,
            state, door, actor_type, actor_id, actor_name, requested_at, decided_at, effective_at,
            completed_at, subscription_before, changed_at)
     values ($1, $2, $3, $4, 'ordinary', 'end_of_period', 'unused', 'completed', 'my_account',
             $5, $6, $7, $8, $9, $10, $11, $12::json, $11)`,
    [
      id,
      reference,
      subscription.id,
      subscription.account_id,
      customer.type,
      customer.id,
      customer.name,
      requestedAt.toISOString(),
      decidedAt.toISOString(),
      end.toISOString(),
      completedAt.toISOString(),
      JSON.stringify({ status: 'active', autoRenew: true, endsAt: null, nextInvoiceAt: end }),
    ],
  );
  await sql(
    tx,
    `insert into declaration (id, cancellation_id, received_at, door, content)
     values ($1, $2, $3, 'my_account', $4::json)`,
    [
      demoId(`declaration ${subscription.order_number}`, requestedAt),
      id,
      requestedAt.toISOString(),
      JSON.stringify({
        subscriptionId: subscription.id,
        kind: 'ordinary',
        effective: 'end_of_period',
        reason: { code: 'unused' },
      }),
    ],
  );
  await recordAudit(tx, [
    line('cancellation.requested', requestedAt, customer, null, { state: 'requested', reference }),
    line('cancellation.scheduled', decidedAt, systemActor('apply-cancellations'), 'requested', {
      state: 'scheduled',
      effectiveAt: end.toISOString(),
    }),
    line('cancellation.completed', completedAt, systemActor('due-cancellations'), 'scheduled', {
      state: 'completed',
    }),
    {
      ...line('subscription.ended', completedAt, systemActor('due-cancellations'), null, {
        status: 'cancelled',
        endsAt: end.toISOString(),
      }),
      subjectType: 'subscription',
      subjectId: subscription.id,
    },
  ]);

  function line(
    action: string,
    at: Date,
    actor: Actor,
    before: string | null,
    after: Record<string, unknown>,
  ): AuditLine {
    return {
      at,
      action,
      actor,
      subjectType: 'cancellation',
      subjectId: id,
      cancellationId: id,
      before: before && { state: before },
      after,
    };
  }
}
