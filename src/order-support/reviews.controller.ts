import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { ClaimNextReview } from './claim-next-review.js';
import { FindReviews } from './find-reviews.js';
import type { ReviewPageView } from './review-queue.view.js';
import { ReviewsQuery } from './reviews.dto.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

/** The review queue: what waits for people, and the next of it. */
@ApiExcludeController()
@Controller('admin/api/reviews')
export class ReviewsController {
  constructor(
    private readonly findReviews: FindReviews,
    private readonly claimNext: ClaimNextReview,
  ) {}

  @Get()
  @StaffRoute('reviews.see')
  list(@Query() query: ReviewsQuery, @Staff() reader: StaffMember): Promise<ReviewPageView> {
    return this.findReviews.run(query, reader);
  }

  @Post('next')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  async next(@StaffPerson() actor: StaffPersonActor): Promise<{ id: string }> {
    return { id: await this.claimNext.run(actor) };
  }
}
