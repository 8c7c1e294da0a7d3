import {
  IsBoolean,
  IsInt,
  IsISO8601,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { isGiven, PageQuery } from '../api/page.js';
import { WholeNumber, YesOrNo } from '../api/query-values.js';

/** Which versions, the newest first. */
export class VersionsQuery {
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ValidateIf(isGiven)
  @WholeNumber()
  @IsInt()
  @Min(1)
  before?: number;
}

/** Two versions to be compared. */
export class CompareQuery {
  @WholeNumber()
  @IsInt()
  @Min(1)
  from!: number;

  @WholeNumber()
  @IsInt()
  @Min(1)
  to!: number;
}

/** A document of parameters; what is in it is checked as a policy. */
export class PolicyBody {
  @IsObject()
  document!: Record<string, unknown>;
}

/** A document with the reason for it. */
export class ProposalBody extends PolicyBody {
  @IsString()
  @MaxLength(1_000)
  reason!: string;

  /** RFC 3339; left out: as soon as it is seconded. */
  @ValidateIf(isGiven)
  @IsISO8601({ strict: true })
  effectiveFrom?: string;
}

export class ProposalsQuery extends PageQuery {
  @ValidateIf(isGiven)
  @YesOrNo()
  @IsBoolean()
  open?: boolean;
}

/** Why a proposal is refused. */
export class RejectionBody {
  @IsString()
  @MaxLength(1_000)
  note!: string;
}
