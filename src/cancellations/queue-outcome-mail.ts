import type { EntityManager } from '@mikro-orm/postgresql';
import { queueNotifications } from '../notifications/queue-notifications.js';
import type { Cancellation } from './cancellation.entity.js';
import { mailData, type StoredMailData } from './cancellation-mail.js';
import { loadFacts } from './load-facts.js';

/** Writes the mail of an outcome that a person caused; what has no account has no address. */
export async function queueOutcomeMail(
  em: EntityManager,
  cancellation: Cancellation,
  template: 'revoked' | 'rejected',
  more: Partial<StoredMailData>,
  at: Date,
): Promise<string[]> {
  const { id, subscription, reference, kind, requestedAt } = cancellation;
  if (!subscription) return [];
  const receivedAt = requestedAt.toISOString();
  const asked = { subscriptionId: subscription.id, requestedAt: receivedAt, cancellationId: id };
  const [contract] = await loadFacts(em, [asked], null);
  if (contract === undefined) return [];
  return queueNotifications(em, [
    {
      dedupeKey: `${template}:${id}`,
      cancellationId: id,
      accountId: contract.accountId,
      template,
      createdAt: at,
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
