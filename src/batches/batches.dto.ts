import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import { WholeNumber, YesOrNo } from '../api/query-values.js';
import type { CancellationKind, Effective } from '../cancellations/cancellation-facts.js';
import {
  effects,
  InstantConstraint,
  kinds,
  ReasonBody,
} from '../cancellations/cancellations.dto.js';

/** How a batch shall be run. */
export class SubmitBatchQuery {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Checks, and stops at `ready`',
  })
  @YesOrNo()
  @ValidateIf(isGiven)
  @IsBoolean({ message: 'dryRun must be true or false' })
  dryRun?: boolean;

  @ApiPropertyOptional({ enum: ['each', 'digest'], default: 'each' })
  @ValidateIf(isGiven)
  @IsIn(['each', 'digest'])
  mails?: 'each' | 'digest';

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100_000 })
  @WholeNumber()
  @ValidateIf(isGiven)
  @IsInt({ message: 'linesPerSecond must be a whole number from 1 to 100000' })
  @Min(1)
  @Max(100_000)
  linesPerSecond?: number;
}

/** What the results shall hold besides the columns of the contract. */
export class ResultsQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Adds end, refund and what was foreseen' })
  @YesOrNo()
  @ValidateIf(isGiven)
  @IsBoolean({ message: 'details must be true or false' })
  details?: boolean;
}

class BatchFilterBody {
  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Matches(/^[a-z][a-z0-9_]{1,62}$/, { each: true, message: 'planCodes must hold codes of plans' })
  planCodes?: string[];

  @ApiPropertyOptional({ enum: ['consumer', 'commercial'] })
  @IsOptional()
  @IsIn(['consumer', 'commercial'])
  segment?: 'consumer' | 'commercial';

  @ApiPropertyOptional({ format: 'date-time', description: 'The paid period ends then or later' })
  @IsOptional()
  @Validate(InstantConstraint)
  periodEndsFrom?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The paid period ends before' })
  @IsOptional()
  @Validate(InstantConstraint)
  periodEndsBefore?: string;

  @ApiPropertyOptional({ type: [String], description: 'E-mail addresses of accounts' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsEmail({}, { each: true, message: 'accounts must hold e-mail addresses' })
  accounts?: string[];
}

/** A batch of all running subscriptions that a filter finds when it is made. */
export class FilterBatchBody {
  @ApiProperty({ type: BatchFilterBody, description: 'At least one condition; all must hold' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => BatchFilterBody)
  filter!: BatchFilterBody;

  @ApiProperty({ type: ReasonBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ReasonBody)
  reason!: ReasonBody;

  @ApiPropertyOptional({ enum: kinds, default: 'ordinary' })
  @IsOptional()
  @IsIn(kinds)
  kind?: CancellationKind | null;

  @ApiPropertyOptional({ enum: effects, nullable: true })
  @IsOptional()
  @IsIn(effects)
  effective?: Effective | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @IsOptional()
  @Validate(InstantConstraint)
  wishedEnd?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000 })
  @ValidateIf(({ kind, ground }: FilterBatchBody) => kind === 'extraordinary' || ground != null)
  @IsDefined()
  @IsString()
  @Length(1, 2000)
  ground?: string | null;
}
