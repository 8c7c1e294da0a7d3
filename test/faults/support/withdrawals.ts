import { RequestCancellations } from '../../../src/cancellations/request-cancellations.js';
import { operatorActor } from '../../../src/shared/actor.js';
import { makeSubscription, type SubscriptionWish } from '../../factories/subscription.js';
import type { Desk } from '../../support/app.js';
import type { Sql } from '../../support/sql.js';

export interface Withdrawals {
  /** Of the cancellations, in the order of their subscriptions. */
  ids: string[];
  subscriptionIds: string[];
}

const DAY_MS = 86_400_000;

/** A paid subscription that began three days before the desk's now: it may be withdrawn from. */
export async function freshSubscription(desk: Desk): Promise<string> {
  const now = desk.clock.now().getTime();
  const wish: SubscriptionWish = {
    periodStartsAt: new Date(now - 3 * DAY_MS),
    periodEndsAt: new Date(now + 27 * DAY_MS),
  };
  return (await makeSubscription(desk.sql, wish)).id;
}

/**
 * Declares `count` withdrawals as one set: each shall be completed with a full refund. The hint goes
 * out as one job where a queue is up.
 */
export async function declareWithdrawals(desk: Desk, count: number): Promise<Withdrawals> {
  const subscriptionIds: string[] = [];
  for (let n = 0; n < count; n++) subscriptionIds.push(await freshSubscription(desk));
  return { subscriptionIds, ids: await declare(desk, subscriptionIds) };
}

export async function declare(desk: Desk, subscriptionIds: string[]): Promise<string[]> {
  const answers = await desk.app.get(RequestCancellations, { strict: false }).run(
    subscriptionIds.map((subscriptionId) => ({
      subscriptionId,
      kind: 'withdrawal' as const,
      effective: null,
      wishedEnd: null,
      ground: null,
      reason: { code: 'unused' as const, comment: null },
      quote: null,
      externalRef: null,
      door: 'api' as const,
      actor: operatorActor,
      visibility: null,
    })),
  );
  return answers.map((answer) => {
    if (answer instanceof Error) throw answer;
    return answer.id;
  });
}

/** Everything that is known of some subscriptions, as text, to compare before and after. */
export async function dump(sql: Sql, subscriptionIds: readonly string[]): Promise<string> {
  const parts = [
    'select * from subscription where id = any($1::uuid[])',
    ...['billing_period', 'invoice', 'payment', 'cancellation'].map(
      (table) => `select * from ${table} where subscription_id = any($1::uuid[])`,
    ),
    ...['declaration', 'decision', 'refund', 'credit_note', 'notification', 'audit_entry'].map(
      (table) => `select t.* from ${table} t join cancellation c on c.id = t.cancellation_id
                   where c.subscription_id = any($1::uuid[])`,
    ),
  ];
  const rows = parts.map((part) => sql(`${part} order by 1`, [subscriptionIds]));
  return JSON.stringify(await Promise.all(rows));
}

/** Whether all of it has come to its end, the mails and the money included. */
export async function settled(sql: Sql, ids: readonly string[]): Promise<boolean> {
  const rows = await sql<{ done: boolean }>(
    `select not exists (select 1 from cancellation where id = any($1::uuid[]) and state = 'requested')
        and not exists (select 1 from refund where cancellation_id = any($1::uuid[]) and state = 'pending')
        and not exists (select 1 from notification where cancellation_id = any($1::uuid[]) and state = 'pending')
        as done`,
    [ids],
  );
  return rows[0]?.done === true;
}

/** What each completed withdrawal has, once its mails and its refund are through: one of each. */
export const once = {
  state: 'completed',
  attempts: 0,
  subscription: 'cancelled',
  decisions: 1,
  requested: 1,
  completed: 1,
  ended: 1,
  refunds: 'issued',
  booked: 1,
  mails: 'completed kept,received kept,refund_issued kept',
};

/** The different things that the given cancellations have, each with how many have it. */
export function countEffects(sql: Sql, ids: readonly string[]): Promise<unknown[]> {
  return sql(
    `select e.*, count(*)::int as cancellations from (
       select c.state, c.attempts, s.status as subscription,
              (select count(*)::int from decision d where d.cancellation_id = c.id) as decisions,
              ${lines('cancellation.requested')} as requested,
              ${lines('cancellation.completed')} as completed,
              ${lines('subscription.ended')} as ended,
              (select string_agg(r.state, ',') from refund r where r.cancellation_id = c.id) as refunds,
              (select count(*)::int from ledger_entry l join refund r on l.idempotency_key = r.id::text
                where r.cancellation_id = c.id) as booked,
              (select string_agg(n.template || ' ' || n.state, ',' order by n.template, n.id)
                 from notification n where n.cancellation_id = c.id) as mails
         from cancellation c join subscription s on s.id = c.subscription_id
        where c.id = any($1::uuid[])) e
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`,
    [ids],
  );
}

const lines = (action: string): string =>
  `(select count(*)::int from audit_entry a where a.cancellation_id = c.id and a.action = '${action}')`;
