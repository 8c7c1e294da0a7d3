import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import type { Quote } from './cancellation-facts.js';
import { declarationContent, mailData } from './cancellation-mail.js';
import type { CancellationRequest, Receipt } from './cancellation-request.js';
import type { ReferenceSequence } from './reference-sequence.js';
import type { Target } from './request-targets.js';
import { submissionKeyOf } from './submissions.js';

/** A declaration that may be written: checked, with the contract it is about. */
export interface Declared {
  index: number;
  id: string;
  request: CancellationRequest;
  /** Null while a declarant is not matched to a contract. */
  target: Target | null;
  quote: Quote | null;
}

/** One whose contract is known when it comes. */
export type AboutContract = Declared & { target: Target };

/** The partial unique index decides who comes first; the ids and references of those are returned. */
export async function insertCancellations(
  em: EntityManager,
  references: ReferenceSequence,
  declared: readonly Declared[],
  receivedAt: Date,
): Promise<Map<string, string>> {
  if (declared.length === 0) return new Map();
  const taken = await references.take(em, declared.length);
  const rows = declared.map(({ id, request, target, quote }, i) => ({
    id,
    reference: taken[i],
    subscription_id: target?.id ?? null,
    account_id: target?.account_id ?? null,
    client_id: request.visibility?.clientId ?? null,
    kind: request.kind,
    effective: request.effective,
    wished_end: request.wishedEnd,
    ground: request.ground,
    reason_code: request.reason.code,
    reason_comment: request.reason.comment,
    external_ref: request.externalRef,
    door: request.door,
    actor_type: request.actor.type,
    actor_id: request.actor.id,
    actor_name: request.actor.name,
    actor_role: request.actor.role ?? null,
    quote,
    request_id: request.actor.requestId ?? null,
    batch_id: request.batch?.id ?? null,
    mail_digest: request.batch?.mailDigest ?? false,
    proposal: request.proposal ?? null,
    override_reason: request.overrideReason ?? null,
  }));
  const written = await sql<{ id: string; reference: string }>(em, INSERT, [
    JSON.stringify(rows),
    receivedAt,
  ]);
  return new Map(written.map((row) => [row.id, row.reference]));
}

/**
 * Writes what was declared, the audit line and the mail of receipt for each; a declaration that joined
 * an open cancellation is receipted like any other. Answers the ids of the mails.
 */
export async function writeReceipts(
  em: EntityManager,
  received: readonly (Declared & { receipt: Receipt })[],
  receivedAt: Date,
): Promise<string[]> {
  const lines = received.map(({ receipt, ...one }) => ({
    ...one,
    cancellationId: receipt.id,
    reference: receipt.reference,
  }));
  if (lines.length === 0) return [];
  await sql(em, INSERT_DECLARATIONS, [
    JSON.stringify(
      lines.map(({ id, cancellationId, request }) => ({
        id,
        cancellation_id: cancellationId,
        door: request.door,
        content: declarationContent(request),
        submission_key: submissionKeyOf(request),
      })),
    ),
    receivedAt,
  ]);
  await recordAudit(
    em,
    lines.map(({ id, cancellationId, request, target }) => ({
      at: receivedAt,
      action: id === cancellationId ? 'cancellation.requested' : 'declaration.attached',
      actor: request.actor,
      subjectType: 'cancellation',
      subjectId: cancellationId,
      cancellationId,
      reason: request.reason.code,
      after: {
        subscriptionId: target?.id ?? null,
        kind: request.kind,
        effective: request.effective,
        door: request.door,
      },
    })),
  );
  const mailed = lines.filter(({ request }) => request.batch?.mailDigest !== true);
  return queueNotifications(
    em,
    mailed.map(({ id, cancellationId, reference, request, target }) => ({
      bulk: request.batch !== undefined,
      dedupeKey: `received:${id}`,
      cancellationId,
      accountId: target?.account_id ?? null,
      recipient: request.declarant?.email ?? null,
      template: 'received',
      createdAt: receivedAt,
      data: mailData({
        declarationId: id,
        reference,
        planName: target?.plan_name ?? '',
        serviceTags: target?.service_tags ?? [],
        orderNumber: target?.order_number ?? null,
        kind: request.kind,
        requestedAt: receivedAt.toISOString(),
        wishedEnd: request.wishedEnd?.toISOString() ?? null,
      }),
    })),
  );
}

const INSERT = `
  insert into cancellation (id, reference, subscription_id, account_id, client_id, kind, effective, wished_end,
         ground, reason_code, reason_comment, external_ref, state, door, actor_type, actor_id, actor_name,
         actor_role, quote, requested_at, request_id, batch_id, mail_digest, proposal, override_reason,
         changed_at)
  select id, reference, subscription_id, account_id, client_id, kind, effective, wished_end,
         ground, reason_code, reason_comment, external_ref, 'requested', door, actor_type, actor_id, actor_name,
         actor_role, quote, $2, request_id, batch_id, mail_digest, proposal, override_reason, $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, reference text, subscription_id uuid, account_id uuid,
         client_id uuid, kind text, effective text, wished_end timestamptz, ground text, reason_code text,
         reason_comment text, external_ref text, door text, actor_type text, actor_id uuid, actor_name text,
         actor_role text, quote json, request_id text, batch_id uuid, mail_digest boolean,
         proposal json, override_reason text)
   order by subscription_id
  on conflict (subscription_id) where state in ('requested', 'in_review', 'scheduled', 'failed') do nothing
  returning id, reference`;

const INSERT_DECLARATIONS = `
  insert into declaration (id, cancellation_id, received_at, door, content, submission_key)
  select id, cancellation_id, $2, door, content, submission_key
    from jsonb_to_recordset($1::jsonb) as r (id uuid, cancellation_id uuid, door text, content json,
         submission_key uuid)`;
