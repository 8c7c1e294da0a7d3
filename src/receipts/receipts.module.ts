import { Module } from '@nestjs/common';
import { MakeReceipt } from './make-receipt.js';
import { MakeReceiptPdf } from './make-receipt-pdf.js';
import { ReceiptSigner } from './receipt-signer.js';

/** Makes receipts, for all who hand them out: mails, the API, the customers' pages. */
@Module({
  providers: [ReceiptSigner, MakeReceipt, MakeReceiptPdf],
  exports: [ReceiptSigner, MakeReceipt, MakeReceiptPdf],
})
export class ReceiptsModule {}
