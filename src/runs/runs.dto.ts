import { Transform, Type } from 'class-transformer';
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
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import {
  doors,
  effectives,
  type Door,
  type Effective,
} from '../cancellations/cancellation-facts.js';
import { rowStates, runKinds, type RowState, type RunKind } from './run-state.js';
import type { RunContent, RunFilter, RunWish } from './run-wish.js';

const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

class RunFilterBody implements RunFilter {
  @ValidateIf(isGiven)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID('all', { each: true })
  ids?: string[];

  @ValidateIf(isGiven)
  @IsIn(['review', 'failed'])
  list?: 'review' | 'failed';

  @ValidateIf(isGiven)
  @IsIn(['proposal'])
  waiting?: 'proposal';

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
  @IsInt()
  @Min(0)
  @Max(100_000)
  age?: number;
}

class RunContentBody implements RunContent {
  @ValidateIf(isGiven)
  @IsIn(effectives)
  effective?: Effective;

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

  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  after: number = 0;

  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}
