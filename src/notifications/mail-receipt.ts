import type { Door } from '../cancellations/cancellation-facts.js';
import { receiptAddress } from '../receipts/receipt-address.js';
import type { ReceiptStage } from '../receipts/receipt-content.js';

/** The declaration that a mail is about, as far as its receipt is concerned. */
export interface MailDeclaration {
  id: string;
  door: Door;
  /** Opens the receipt's page: goes to nobody but the declarant. */
  secret: string;
}

const stages: Readonly<Record<string, ReceiptStage>> = {
  received: 'declaration',
  scheduled: 'scheduled',
  completed: 'completed',
  rejected: 'rejected',
};
/** Where the customer declares in person; what programs and files declare is only linked. */
const ownDoors: readonly Door[] = ['digital_locker', 'my_account', 'no_login'];

/**
 * Which receipt is attached to a mail; null for none. Mails about what was declared without sign-in
 * may go to somebody else than the declarant: there only the declaration is confirmed by a receipt.
 */
export function attachedReceipt(template: string, door: Door): ReceiptStage | null {
  const stage = stages[template] ?? null;
  if (!ownDoors.includes(door) || !isForDeclarant(template, door)) return null;
  return stage;
}

/** The address of the receipt's page in a mail; null where the mail may go to somebody else. */
export function receiptUrl(
  template: string,
  { id, door, secret }: MailDeclaration,
  baseUrl: string,
): string | null {
  return isForDeclarant(template, door) ? `${baseUrl}${receiptAddress(id, secret)}` : null;
}

function isForDeclarant(template: string, door: Door): boolean {
  return door !== 'no_login' || template === 'received';
}
