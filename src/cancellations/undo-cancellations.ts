import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { withdrawNotifications } from '../notifications/queue-notifications.js';
import type { Actor } from '../shared/actor.js';
import type { CancellationState } from './cancellation-state.js';

interface Undo {
  ids: string[];
  actor: Actor;
  reason: string;
  at: Date;
}

/** Mails of what is undone; the receipt of the declaration stays true and goes out. */
const outcomeTemplates = ['in_review', 'scheduled', 'revoke_link', 'rejected', 'completed'];

/** One cancellation that was taken back, as it was before. */
export interface Undone {
  id: string;
  from: CancellationState;
  subscriptionId: string | null;
}

/**
 * Takes open cancellations back in the transaction of `em`: the state becomes `revoked`, a scheduled
 * end is lifted from the subscription exactly as it was put there, and mails that wait are withdrawn.
 * What is not open (any more) is left alone, so doing it twice changes nothing.
 */
export async function undoCancellations(em: SqlEntityManager, undo: Undo): Promise<Undone[]> {
  if (undo.ids.length === 0) return [];
  const undone = await sql<Undone>(em, REVOKE, [undo.ids, undo.at]);
  if (undone.length === 0) return [];
  const restored = await sql<{ id: string }>(em, RESTORE, [undone.map(({ id }) => id)]);
  await withdrawNotifications(
    em,
    undone.map(({ id }) => id),
    outcomeTemplates,
  );
  const { at, actor, reason } = undo;
  await recordAudit(em, [
    ...undone.map(({ id, from }) => ({
      at,
      action: 'cancellation.revoked',
      actor,
      subjectType: 'cancellation',
      subjectId: id,
      cancellationId: id,
      reason,
      before: { state: from },
      after: { state: 'revoked' },
    })),
    ...restored.map(({ id }) => ({
      at,
      action: 'subscription.resumed',
      actor,
      subjectType: 'subscription',
      subjectId: id,
      cancellationId: undone.find(({ subscriptionId }) => subscriptionId === id)?.id ?? null,
      reason,
      before: { status: 'ending' },
      after: { status: 'active' },
    })),
  ]);
  return undone;
}

const REVOKE = `
  with locked as (
    select id, state, subscription_id from cancellation
     where id = any($1::uuid[]) and state in ('requested', 'in_review', 'scheduled', 'failed')
     order by subscription_id, id for no key update
  )
  update cancellation c
     set state = 'revoked', failed_from = null, proposal = null, effective_at = null, changed_at = $2
    from locked where c.id = locked.id
  returning c.id, locked.state as "from", c.subscription_id as "subscriptionId"`;

/** Where a renewal went on while the end stood (missed notice), the next invoice is that of the period after. */
const RESTORE = `
  update subscription s
     set status = c.subscription_before ->> 'status',
         auto_renew = (c.subscription_before ->> 'autoRenew')::boolean,
         ends_at = (c.subscription_before ->> 'endsAt')::timestamptz,
         next_invoice_at = case when c.subscription_before ->> 'nextInvoiceAt' is null then null
           when (c.subscription_before ->> 'nextInvoiceAt')::timestamptz <= s.period_starts_at then s.period_ends_at
           else (c.subscription_before ->> 'nextInvoiceAt')::timestamptz end
    from cancellation c
   where c.id = any($1::uuid[]) and c.subscription_before is not null and s.id = c.subscription_id
     and s.status = 'ending'
  returning s.id`;
