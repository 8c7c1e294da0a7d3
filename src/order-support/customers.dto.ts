import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsISO8601,
  IsObject,
  IsString,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import {
  cancellationKinds,
  effectives,
  reasonCodes,
  type CancellationKind,
  type Effective,
  type ReasonCode,
} from '../cancellations/cancellation-facts.js';
import { askedBy, type AskedBy } from '../cancellations/cancellation-request.js';

const OFFSET = /(Z|[+-]\d\d:\d\d)$/;

export class CustomersQuery {
  @IsString()
  @Length(1, 320)
  search!: string;
}

class ReasonBody {
  @IsIn(reasonCodes)
  code!: ReasonCode;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  comment?: string;
}

class OverrideBody {
  @IsString()
  @Length(3, 1_000, { message: 'Say why, in 3 to 1,000 characters.' })
  reason!: string;
}

/** What the customer asked for, how and when. */
export class CancelForCustomerBody {
  @IsIn(cancellationKinds)
  kind!: CancellationKind;

  @ValidateIf(isGiven)
  @IsIn(effectives)
  effective?: Effective;

  @ValidateIf(isGiven)
  @IsISO8601({ strict: true })
  @Matches(OFFSET, { message: 'wishedEnd must carry its offset' })
  wishedEnd?: string;

  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 2_000)
  ground?: string;

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ReasonBody)
  reason!: ReasonBody;

  @IsIn(askedBy)
  channel!: AskedBy;

  @IsISO8601({ strict: true })
  @Matches(OFFSET, { message: 'askedAt must carry its offset' })
  askedAt!: string;

  @ValidateIf(isGiven)
  @IsObject()
  @ValidateNested()
  @Type(() => OverrideBody)
  override?: OverrideBody;
}
