import {
  IsIn,
  IsInt,
  IsISO8601,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import {
  effectives,
  rejectionCodes,
  type Effective,
  type RejectionCode,
} from '../cancellations/cancellation-facts.js';

/** The `version` of the case that the person saw. */
export class VersionBody {
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
    message: 'version must be the version of the case as it was shown',
  })
  version!: string;
}

export class ApproveBody extends VersionBody {
  @ValidateIf(isGiven)
  @IsIn(effectives)
  effective?: Effective;

  @ValidateIf(isGiven)
  @IsISO8601({ strict: true }, { message: 'effectiveAt must be a time of RFC 3339' })
  @Matches(/(Z|[+-]\d\d:\d\d)$/, { message: 'effectiveAt must carry its offset' })
  effectiveAt?: string;

  /** Minor units. */
  @ValidateIf(isGiven)
  @IsInt()
  @Min(0)
  @Max(1_000_000_000_000)
  refundAmount?: number;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  message?: string;
}

export class RejectionBody {
  @IsIn(rejectionCodes)
  reasonCode!: RejectionCode;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  message?: string;
}

export class RejectBody extends VersionBody {
  @IsIn(rejectionCodes)
  reasonCode!: RejectionCode;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  message?: string;
}

export class MatchBody extends VersionBody {
  @IsUUID('all')
  subscriptionId!: string;
}

export class NoteBody {
  @IsString()
  @Length(1, 4_000)
  @Matches(/\S/, { message: 'text must say something' })
  text!: string;
}
