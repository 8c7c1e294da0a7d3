import type { EntityManager } from '@mikro-orm/postgresql';
import { Secrets } from '../../src/config/secrets.js';
import type { Settings } from '../../src/config/settings.js';
import { MakeReceipt } from '../../src/receipts/make-receipt.js';
import { MakeReceiptPdf } from '../../src/receipts/make-receipt-pdf.js';
import { ReceiptSigner } from '../../src/receipts/receipt-signer.js';
import type { Clock } from '../../src/shared/clock.js';

/** What makes receipts, for use cases that are made by hand. */
export function receiptMakers(
  { em, clock }: { em: EntityManager; clock: Clock },
  settings: Settings,
  secrets: Secrets,
): { makeReceipt: MakeReceipt; makeReceiptPdf: MakeReceiptPdf } {
  const signer = new ReceiptSigner(em, clock, secrets);
  const makeReceipt = new MakeReceipt(em, settings, clock, signer);
  return { makeReceipt, makeReceiptPdf: new MakeReceiptPdf(em, makeReceipt, signer) };
}
