import {
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import { WholeNumber, YesOrNo } from '../api/query-values.js';
import { doors, type Door } from '../cancellations/cancellation-facts.js';
import type { ReviewFilter } from './review-selection.js';

/** The filter of the review queue, as an address carries it or the body of a run. */
export class ReviewFilterFields implements ReviewFilter {
  @ValidateIf(isGiven)
  @IsString()
  @Length(0, 320)
  search?: string;

  @ValidateIf(isGiven)
  @Matches(/^[a-z][a-z0-9_]{1,62}$/, { message: 'plan must be the code of a plan' })
  plan?: string;

  @ValidateIf(isGiven)
  @Matches(/^[a-z][a-z0-9_]{1,62}$/, { message: 'reason must be a code of the policy' })
  reason?: string;

  @ValidateIf(isGiven)
  @IsIn(doors)
  door?: Door;

  @ValidateIf(isGiven)
  @Matches(/^[A-Z]{2}$/, { message: 'country must be a code of ISO 3166-1' })
  country?: string;

  @ValidateIf(isGiven)
  @WholeNumber()
  @IsInt()
  @Min(0)
  @Max(100_000)
  age?: number;

  @ValidateIf(isGiven)
  @YesOrNo()
  @IsBoolean()
  mine?: boolean;

  @ValidateIf(isGiven)
  @IsIn(['proposal'])
  waiting?: 'proposal';
}
