import { IntersectionType } from '@nestjs/swagger';
import { PageQuery } from '../api/page.js';
import { ReviewFilterFields } from './review-filter.dto.js';

/** A page of the review queue, as the address of the page carries it. */
export class ReviewsQuery extends IntersectionType(PageQuery, ReviewFilterFields) {}
