import { Module } from '@nestjs/common';
import { CasesController } from './cases.controller.js';
import { ClaimNextReview } from './claim-next-review.js';
import { ClaimReview } from './claim-review.js';
import { FindReviews } from './find-reviews.js';
import { ReadCase } from './read-case.js';
import { ReleaseClaim } from './release-claim.js';
import { ReviewsController } from './reviews.controller.js';

/** Order support's work in the console: the queue, the case, and cancelling for a customer. */
@Module({
  controllers: [ReviewsController, CasesController],
  providers: [FindReviews, ReadCase, ClaimReview, ReleaseClaim, ClaimNextReview],
})
export class OrderSupportModule {}
