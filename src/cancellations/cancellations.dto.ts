import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isGiven, PageQuery } from '../api/page.js';
import { parseInstant } from './parse-instant.js';
import type { CancellationKind, Effective } from './cancellation-policy.js';
import { cancellationStates, type CancellationState } from './cancellation-state.js';
import { reasonCodes, type ReasonCode } from './cancellation.entity.js';

export const kinds = ['ordinary', 'extraordinary', 'withdrawal'] as const;
export const effects = ['end_of_period', 'immediate'] as const;

@ValidatorConstraint({ name: 'isInstant' })
export class InstantConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && parseInstant(value) !== null;
  }
  defaultMessage(args?: ValidationArguments): string {
    return `${args?.property ?? 'value'} must be a time of RFC 3339 with a zone, e.g. 2027-03-14T00:00:00Z`;
  }
}

export class ReasonBody {
  @ApiProperty({ enum: reasonCodes })
  @IsDefined()
  @IsIn(reasonCodes)
  code!: ReasonCode;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000 })
  @IsOptional()
  @IsString()
  @Length(0, 2000)
  comment?: string | null;
}

/** A declaration. What is left out is null; unknown keys are refused. */
export class DeclareCancellationBody {
  @ApiProperty({ format: 'uuid' })
  @IsDefined()
  @IsUUID('loose')
  subscriptionId!: string;

  @ApiPropertyOptional({ enum: kinds, default: 'ordinary' })
  @IsOptional()
  @IsIn(kinds)
  kind?: CancellationKind | null;

  @ApiPropertyOptional({ enum: effects, nullable: true, description: "Default: the plan's own" })
  @IsOptional()
  @IsIn(effects)
  effective?: Effective | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @IsOptional()
  @Validate(InstantConstraint)
  wishedEnd?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: 'Required for `extraordinary`',
  })
  @ValidateIf(
    ({ kind, ground }: DeclareCancellationBody) => kind === 'extraordinary' || ground != null,
  )
  @IsDefined()
  @IsString()
  @Length(1, 2000)
  ground?: string | null;

  @ApiProperty({ type: ReasonBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ReasonBody)
  reason!: ReasonBody;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'From cancellation-options' })
  @IsOptional()
  @IsString()
  @Length(1, 8192)
  quote?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @IsString()
  @Length(1, 255)
  externalRef?: string | null;
}

/** Filters of the list; all that are given must hold. */
export class CancellationsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: cancellationStates })
  @ValidateIf(isGiven)
  @IsIn(cancellationStates)
  state?: CancellationState;

  @ApiPropertyOptional({ format: 'uuid' })
  @ValidateIf(isGiven)
  @IsUUID('loose')
  subscriptionId?: string;

  @ApiPropertyOptional({ example: 'CXL-0A1B2C3D' })
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 64)
  reference?: string;

  @ApiPropertyOptional({ description: "Finds the client's own cancellations alone" })
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 255)
  externalRef?: string;
}
