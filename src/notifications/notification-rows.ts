import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import type { MailDeclaration } from './mail-receipt.js';

/** A mail that is due, with whom it goes to. Holds personal data: never logged, never audited. */
export interface DueNotification {
  id: string;
  cancellationId: string | null;
  template: string;
  /** As the template was given it, by its name. */
  data: object;
  /** Failed attempts so far. */
  attempts: number;
  recipient: string | null;
  name: string | null;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  /** Who declared without sign-in, while no account is matched; read like a name and an address. */
  declarant: { name: string; contract: string; ground: string | null } | null;
  /** What the mail is a receipt of; null for mails about an account. */
  declaration: MailDeclaration | null;
}

/** How the sending of one mail went; `reason` never holds an address. */
export type NotificationOutcome = {
  id: string;
  cancellationId: string | null;
  template: string;
} & (
  | { state: 'sent'; messageId: string; locale: string; subject: string }
  | {
      state: 'kept';
      messageId: string;
      locale: string;
      subject: string;
      recipient: string;
      html: string;
      text: string;
    }
  | { state: 'failed'; reason: string }
  | { state: 'pending'; reason: string; retryAt: Date }
);

const actor = systemActor('send-notifications');

/**
 * Takes up to `limit` of the ids that are due, in their order, and keeps others off them until
 * `leaseUntil` by moving their next attempt there. A worker that dies leaves them to the sweep.
 */
export async function claimNotifications(
  em: SqlEntityManager,
  ids: readonly string[],
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<DueNotification[]> {
  return sql<DueNotification>(
    em,
    `with claimed as (
       update notification set next_attempt_at = $3
        where id in (select id from notification
                      where id = any($1::uuid[]) and state = 'pending'
                        and (next_attempt_at is null or next_attempt_at <= $2)
                      order by id limit $4 for update skip locked)
       returning id, cancellation_id, account_id, template, data, attempts, recipient)
     ${dueSql('claimed')}
      order by c.id`,
    [ids, now, leaseUntil, limit],
  );
}

/** Moves what is due of the ids to `until`, without an attempt: the mail server does not answer. */
export async function postponeNotifications(
  em: SqlEntityManager,
  ids: readonly string[],
  now: Date,
  until: Date,
): Promise<void> {
  await sql(
    em,
    `update notification set next_attempt_at = $3
      where id = any($1::uuid[]) and state = 'pending'
        and (next_attempt_at is null or next_attempt_at <= $2)`,
    [ids, now, until],
  );
}

/**
 * Writes the outcomes and their audit in one transaction. A mail that was withdrawn while it went
 * out is `sent` all the same, for that is the truth; everything else only moves what is pending, so
 * a second settling of the same mail changes nothing.
 */
export async function settleNotifications(
  em: SqlEntityManager,
  outcomes: readonly NotificationOutcome[],
  at: Date,
): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map((outcome) => ({
    id: outcome.id,
    state: outcome.state,
    message_id: 'messageId' in outcome ? outcome.messageId : null,
    locale: 'locale' in outcome ? outcome.locale : null,
    subject: 'subject' in outcome ? outcome.subject : null,
    recipient: 'recipient' in outcome ? outcome.recipient : null,
    html: 'html' in outcome ? outcome.html : null,
    text: 'text' in outcome ? outcome.text : null,
    reason: 'reason' in outcome ? outcome.reason : null,
    retry_at: 'retryAt' in outcome ? outcome.retryAt : null,
  }));
  await em.transactional(async (tx) => {
    const settled = await sql<{ id: string; attempts: number }>(
      tx,
      `update notification n
          set state = r.state,
              attempts = n.attempts + case when r.reason is null then 0 else 1 end,
              last_error = coalesce(r.reason, n.last_error),
              next_attempt_at = r.retry_at,
              sent_at = case when r.state in ('sent', 'kept') then $2::timestamptz end,
              message_id = r.message_id, locale = r.locale, subject = r.subject,
              recipient = coalesce(r.recipient, n.recipient), html = r.html, text = r.text
         from jsonb_to_recordset($1::jsonb) as r (id uuid, state text, message_id text, locale text,
              subject text, recipient text, html text, text text, reason text, retry_at timestamptz)
        where n.id = r.id
          and (n.state = 'pending' or (n.state = 'withdrawn' and r.state = 'sent'))
       returning n.id, n.attempts`,
      [JSON.stringify(rows), at],
    );
    const attempts = new Map(settled.map((row) => [row.id, row.attempts]));
    await recordAudit(
      tx,
      outcomes
        .filter((outcome) => attempts.has(outcome.id) && outcome.state !== 'pending')
        .map((outcome) => ({
          at,
          action: `notification.${outcome.state}`,
          actor,
          subjectType: 'notification',
          subjectId: outcome.id,
          cancellationId: outcome.cancellationId,
          reason: 'reason' in outcome ? outcome.reason : null,
          before: { state: 'pending' },
          after: {
            state: outcome.state,
            template: outcome.template,
            attempts: attempts.get(outcome.id),
          },
        })),
    );
  });
}

/** Everything that a mail is written from, of the rows of `source`. */
function dueSql(source: string): string {
  return `
     select c.id, c.cancellation_id as "cancellationId", c.template, c.data, c.attempts,
            coalesce(c.recipient, a.email) as recipient, a.name,
            coalesce(a.language, d.declarant ->> 'language') as language, a.country,
            a.time_zone as "timeZone",
            case when d.declarant is not null then json_build_object(
              'name', d.declarant ->> 'name', 'contract', d.declarant ->> 'contract',
              'ground', d.ground) end as declarant,
            case when r.id is not null then json_build_object(
              'id', r.id, 'door', r.door, 'secret', r.receipt_secret) end as declaration
       from ${source} c left join account a on a.id = c.account_id
       left join lateral (select content -> 'declarant' as declarant, content ->> 'ground' as ground
                            from declaration
                           where id = c.cancellation_id and c.account_id is null) d on true
       left join declaration r
         on r.id = coalesce((c.data ->> 'declarationId')::uuid, c.cancellation_id)`;
}

/** One mail as `WriteMail` takes it, whatever its state; nothing is claimed. */
export async function readNotification(
  em: SqlEntityManager,
  id: string,
): Promise<DueNotification | undefined> {
  const [row] = await sql<DueNotification>(em, `${dueSql('notification')} where c.id = $1`, [id]);
  return row;
}
