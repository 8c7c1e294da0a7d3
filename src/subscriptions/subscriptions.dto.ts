import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length, ValidateIf } from 'class-validator';
import { isGiven, PageQuery } from '../api/page.js';
import { MoneyView } from '../api/schemas.js';
import type { SubscriptionStatus } from './subscription.entity.js';
import { subscriptionStatuses } from './subscription.view.js';

/** Filters of the list; all that are given must hold. */
export class SubscriptionsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'The e-mail address used at the purchase' })
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 320)
  accountEmail?: string;

  @ApiPropertyOptional()
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 64)
  serviceTag?: string;

  @ApiPropertyOptional()
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 255)
  orderNumber?: string;

  @ApiPropertyOptional({ enum: subscriptionStatuses })
  @ValidateIf(isGiven)
  @IsIn(subscriptionStatuses)
  status?: SubscriptionStatus;
}

class PolicyReasonView {
  @ApiProperty()
  code!: string;
  @ApiProperty()
  message!: string;
}

class OptionView {
  @ApiProperty({ enum: ['ordinary', 'extraordinary', 'withdrawal'] })
  kind!: string;
  @ApiProperty({ enum: ['end_of_period', 'immediate'] })
  effective!: string;
  @ApiProperty({ format: 'date-time' })
  effectiveAt!: string;
  @ApiProperty({ type: MoneyView })
  refund!: MoneyView;
  @ApiProperty({ description: 'Sent with the declaration, it binds what was promised here' })
  quote!: string;
  @ApiProperty({ format: 'date-time' })
  quoteExpiresAt!: string;
}

/** What the customer's own door would offer. */
export class CancellationOptionsView {
  @ApiProperty()
  cancellable!: boolean;
  @ApiProperty({ enum: ['self_service', 'order_support', 'none'] })
  route!: string;
  @ApiProperty({ type: [PolicyReasonView] })
  reasons!: PolicyReasonView[];
  @ApiProperty({ type: [OptionView] })
  options!: OptionView[];
  @ApiProperty({ type: 'integer' })
  policyVersion!: number;
}
