import type { MailData } from '../notifications/mail/render-mail.js';
import type { CancellationRequest } from './cancellation-request.js';

/** What a mail says besides the customer's name, which is read when it is sent. */
export type StoredMailData = Omit<MailData, 'name' | 'attached'> & {
  /** Whose receipt goes with the mail; left out, it is the declaration that the cancellation began with. */
  declarationId?: string;
};

/** Fills in what a mail does not speak of. */
export function mailData(
  known: Pick<
    StoredMailData,
    'reference' | 'planName' | 'serviceTags' | 'orderNumber' | 'kind' | 'requestedAt'
  > &
    Partial<StoredMailData>,
): StoredMailData {
  return {
    effectiveAt: null,
    wishedEnd: null,
    reasonCodes: [],
    staffMessage: null,
    refund: null,
    creditNote: null,
    statusUrl: null,
    revokeUrl: null,
    ...known,
  };
}

/** The declaration word for word, as the receipt will show it. */
export function declarationContent(request: CancellationRequest): object {
  return {
    subscriptionId: request.subscriptionId,
    ...(request.declarant == null ? {} : { declarant: request.declarant }),
    kind: request.kind,
    effective: request.effective,
    wishedEnd: request.wishedEnd?.toISOString() ?? null,
    ground: request.ground,
    reason: request.reason,
    externalRef: request.externalRef,
    ...(request.asked && {
      asked: { channel: request.asked.channel, at: request.asked.at.toISOString() },
    }),
    declaredBy: { type: request.actor.type, id: request.actor.id, name: request.actor.name },
  };
}
