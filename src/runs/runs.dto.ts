import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import { WholeNumber } from '../api/query-values.js';
import {
  effectives,
  rejectionCodes,
  type Effective,
  type RejectionCode,
} from '../cancellations/cancellation-facts.js';
import { ReviewFilterFields } from '../order-support/review-filter.dto.js';
import { rowStates, runKinds, type RowState, type RunKind } from './run-state.js';
import type { RunContent, RunFilter, RunWish } from './run-wish.js';

class RunFilterBody extends ReviewFilterFields implements RunFilter {
  @ValidateIf(isGiven)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID('all', { each: true })
  ids?: string[];

  @ValidateIf(isGiven)
  @IsIn(['review', 'failed'])
  list?: 'review' | 'failed';
}

class RunContentBody implements RunContent {
  @ValidateIf(isGiven)
  @IsIn(effectives)
  effective?: Effective;

  @ValidateIf(isGiven)
  @IsIn(rejectionCodes)
  reasonCode?: RejectionCode;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  message?: string;
}

/** What shall be done to which cancellations. */
export class RunBody implements RunWish {
  @IsIn(runKinds)
  kind!: RunKind;

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => RunFilterBody)
  filter!: RunFilterBody;

  @ValidateIf(isGiven)
  @IsObject()
  @ValidateNested()
  @Type(() => RunContentBody)
  content: RunContentBody = new RunContentBody();
}

/** A run that is started; sent twice with the same id it starts once. */
export class StartRunBody extends RunBody {
  @ValidateIf(isGiven)
  @IsUUID('all')
  id?: string;
}

/** Which rows of a run. */
export class RunRowsQuery {
  @ValidateIf(isGiven)
  @IsIn(rowStates)
  result?: RowState;

  @WholeNumber()
  @IsInt()
  @Min(0)
  after: number = 0;

  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}
