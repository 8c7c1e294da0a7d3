import { Module } from '@nestjs/common';
import { ActOnCase } from './act-on-case.js';
import { AddNote } from './add-note.js';
import { CancelForCustomer } from './cancel-for-customer.js';
import { CaseActsController } from './case-acts.controller.js';
import { CaseDecisionsController } from './case-decisions.controller.js';
import { CasesController } from './cases.controller.js';
import { ClaimNextReview } from './claim-next-review.js';
import { ClaimReview } from './claim-review.js';
import { CustomersController } from './customers.controller.js';
import { FindCustomers } from './find-customers.js';
import { FindReviews } from './find-reviews.js';
import { PreviewRejection } from './preview-rejection.js';
import { ReadCancelOptions } from './read-cancel-options.js';
import { ReadCaseMail } from './read-case-mail.js';
import { ReadCase } from './read-case.js';
import { ReleaseClaim } from './release-claim.js';
import { RevealCase } from './reveal-case.js';
import { ReviewsController } from './reviews.controller.js';

/** Order support's work in the console: the queue, the case, and cancelling for a customer. */
@Module({
  controllers: [
    ReviewsController,
    CasesController,
    CaseDecisionsController,
    CaseActsController,
    CustomersController,
  ],
  providers: [
    FindReviews,
    ReadCase,
    ReadCaseMail,
    RevealCase,
    ClaimReview,
    ReleaseClaim,
    ClaimNextReview,
    ActOnCase,
    AddNote,
    PreviewRejection,
    FindCustomers,
    ReadCancelOptions,
    CancelForCustomer,
  ],
})
export class OrderSupportModule {}
