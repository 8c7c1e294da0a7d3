import { Module } from '@nestjs/common';
import { ApiKeyGuard } from '../access/api-key.guard.js';
import { FindCaller } from '../access/find-caller.js';
import { RateLimits } from '../access/rate-limits.js';
import { BatchesController } from '../batches/batches.controller.js';
import { ReceiveUpload } from '../batches/receive-upload.js';
import { SubmitByApi } from '../batches/submit-by-api.js';
import { CancellationTimeline } from '../cancellations/cancellation-timeline.js';
import { CancellationsController } from '../cancellations/cancellations.controller.js';
import { DecisionBellModule } from '../cancellations/decision-bell.module.js';
import { DeclareByApi } from '../cancellations/declare-by-api.js';
import { FindCancellations } from '../cancellations/find-cancellations.js';
import { ReadCancellation } from '../cancellations/read-cancellation.js';
import { WaitForDecision } from '../cancellations/wait-for-decision.js';
import { EventsController } from '../events/events.controller.js';
import { FindEvents } from '../events/find-events.js';
import { CancellationReceiptController } from '../receipts/cancellation-receipt.controller.js';
import { ReadCancellationReceipt } from '../receipts/read-cancellation-receipt.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { Clock } from '../shared/clock.js';
import { FindSubscriptions } from '../subscriptions/find-subscriptions.js';
import { SubscriptionsController } from '../subscriptions/subscriptions.controller.js';
import { DocsController } from './docs.controller.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyMarks } from './idempotency-marks.js';
import { OpenApi } from './openapi.js';

/** The /v1 API with its description: the role `api`. */
@Module({
  imports: [DecisionBellModule, ReceiptsModule],
  controllers: [
    SubscriptionsController,
    CancellationsController,
    CancellationReceiptController,
    BatchesController,
    EventsController,
    DocsController,
  ],
  providers: [
    FindCaller,
    RateLimits,
    Clock,
    ApiKeyGuard,
    IdempotencyMarks,
    IdempotencyInterceptor,
    OpenApi,
    FindSubscriptions,
    FindCancellations,
    ReadCancellation,
    ReadCancellationReceipt,
    CancellationTimeline,
    FindEvents,
    WaitForDecision,
    DeclareByApi,
    ReceiveUpload,
    SubmitByApi,
  ],
})
export class ApiModule {}
