import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { joined, joinedColumn, joinedJson } from '../database/joined.js';
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
  const requests = declared.map(({ request }) => request);
  const written = await sql<{ id: string; reference: string }>(em, INSERT, [
    receivedAt,
    joined(declared.map(({ id }) => id)),
    joined(taken),
    joined(declared.map(({ target }) => target?.id ?? null)),
    joined(declared.map(({ target }) => target?.account_id ?? null)),
    joined(requests.map(({ visibility }) => visibility?.clientId ?? null)),
    joined(requests.map(({ kind }) => kind)),
    joined(requests.map(({ effective }) => effective)),
    joined(requests.map(({ wishedEnd }) => wishedEnd?.toISOString() ?? null)),
    requests.map(({ ground }) => ground),
    joined(requests.map(({ reason }) => reason.code)),
    requests.map(({ reason }) => reason.comment),
    requests.map(({ externalRef }) => externalRef),
    joined(requests.map(({ door }) => door)),
    joined(requests.map(({ actor }) => actor.type)),
    joined(requests.map(({ actor }) => actor.id)),
    requests.map(({ actor }) => actor.name),
    joined(requests.map(({ actor }) => actor.role ?? null)),
    joinedJson(declared.map(({ quote }) => quote)),
    joined(requests.map(({ actor }) => actor.requestId ?? null)),
    joined(requests.map(({ batch }) => batch?.id ?? null)),
    requests.map(({ batch }) => batch?.mailDigest ?? false),
    joinedJson(requests.map(({ proposal }) => proposal)),
    requests.map(({ overrideReason }) => overrideReason ?? null),
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
    receivedAt,
    joined(lines.map(({ id }) => id)),
    joined(lines.map(({ cancellationId }) => cancellationId)),
    joined(lines.map(({ request }) => request.door)),
    joinedJson(lines.map(({ request }) => declarationContent(request))),
    joined(lines.map(({ request }) => submissionKeyOf(request))),
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
         actor_role, quote, $1, request_id, batch_id, mail_digest, proposal, override_reason, $1
    from unnest(${joinedColumn('$2', 'uuid')}, ${joinedColumn('$3', 'text')}, ${joinedColumn('$4', 'uuid')},
           ${joinedColumn('$5', 'uuid')}, ${joinedColumn('$6', 'uuid')}, ${joinedColumn('$7', 'text')},
           ${joinedColumn('$8', 'text')}, ${joinedColumn('$9', 'timestamptz')}, $10::text[],
           ${joinedColumn('$11', 'text')}, $12::text[], $13::text[], ${joinedColumn('$14', 'text')},
           ${joinedColumn('$15', 'text')}, ${joinedColumn('$16', 'uuid')}, $17::text[],
           ${joinedColumn('$18', 'text')}, ${joinedColumn('$19', 'json')}, ${joinedColumn('$20', 'text')},
           ${joinedColumn('$21', 'uuid')}, $22::boolean[], ${joinedColumn('$23', 'json')}, $24::text[])
         as r (id, reference, subscription_id, account_id, client_id, kind, effective, wished_end, ground,
           reason_code, reason_comment, external_ref, door, actor_type, actor_id, actor_name, actor_role,
           quote, request_id, batch_id, mail_digest, proposal, override_reason)
   order by subscription_id
  on conflict (subscription_id) where state in ('requested', 'in_review', 'scheduled', 'failed') do nothing
  returning id, reference`;

const INSERT_DECLARATIONS = `
  insert into declaration (received_at, id, cancellation_id, door, content, submission_key)
  select $1, id, cancellation_id, door, content, submission_key
    from unnest(${joinedColumn('$2', 'uuid')}, ${joinedColumn('$3', 'uuid')}, ${joinedColumn('$4', 'text')},
           ${joinedColumn('$5', 'json')}, ${joinedColumn('$6', 'uuid')})
         as r (id, cancellation_id, door, content, submission_key)`;
