import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import type { Cancellation } from './cancellation.entity.js';
import { mailData, type StoredMailData } from './cancellation-mail.js';
import { loadFacts } from './load-facts.js';

/**
 * Writes the mail of an outcome that a person caused, to the account's own address; while nobody knows
 * which contract was meant, to the address that was given, and without a word about any contract.
 */
export async function queueOutcomeMail(
  em: EntityManager,
  cancellation: Cancellation,
  template: 'revoked' | 'rejected',
  more: Partial<StoredMailData>,
  at: Date,
): Promise<string[]> {
  const { id, subscription, reference, kind, requestedAt } = cancellation;
  const receivedAt = requestedAt.toISOString();
  const mail = { dedupeKey: `${template}:${id}`, cancellationId: id, template, createdAt: at };
  if (!subscription) {
    const contract = { planName: '', serviceTags: [], orderNumber: null };
    const accountId = cancellation.account?.id ?? null;
    const recipient = accountId === null ? await givenAddress(em, id) : null;
    const data = mailData({ reference, ...contract, kind, requestedAt: receivedAt, ...more });
    return queueNotifications(em, [{ ...mail, accountId, recipient, data }]);
  }
  const asked = { subscriptionId: subscription.id, requestedAt: receivedAt, cancellationId: id };
  const [contract] = await loadFacts(em, [asked], null);
  if (contract === undefined) return [];
  return queueNotifications(em, [
    {
      ...mail,
      accountId: contract.accountId,
      data: mailData({
        reference,
        planName: contract.planName,
        serviceTags: contract.serviceTags,
        orderNumber: contract.orderNumber,
        kind,
        requestedAt: receivedAt,
        ...more,
      }),
    },
  ]);
}

/** The address of the declarant; a cancellation that names no subscription came without sign-in. */
async function givenAddress(em: EntityManager, cancellationId: string): Promise<string | null> {
  const [row] = await sql<{ email: string | null }>(
    em,
    `select content -> 'declarant' ->> 'email' as email from declaration where id = $1`,
    [cancellationId],
  );
  return row?.email ?? null;
}
