import { Module } from '@nestjs/common';
import { FrameModule } from '../portal/frame/frame.module.js';
import { PublishReceiptKeys } from './publish-receipt-keys.js';
import { ReadReceipt } from './read-receipt.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsModule } from './receipts.module.js';
import { VerifyController } from './verify.controller.js';
import { VerifyReceipt } from './verify-receipt.js';

/** Receipts for whoever has their address, and the check that anyone can use: the role `portal`. */
@Module({
  imports: [FrameModule, ReceiptsModule],
  // The check first: its name must not be taken for a receipt's key.
  controllers: [VerifyController, ReceiptsController],
  providers: [ReadReceipt, PublishReceiptKeys, VerifyReceipt],
})
export class ReceiptPagesModule {}
