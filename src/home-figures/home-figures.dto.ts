import {
  IsIn,
  Matches,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isGiven } from '../api/page.js';
import { doors } from '../cancellations/cancellation-facts.js';
import type { FlowStep } from './read-flow.js';

@ValidatorConstraint({ name: 'isTimeZone' })
class TimeZoneConstraint implements ValidatorConstraintInterface {
  /** PostgreSQL would take an abbreviation or an offset, too, each by rules of its own. */
  validate(value: unknown): boolean {
    if (typeof value !== 'string' || !/^[A-Z][A-Za-z_]*(\/[A-Za-z0-9_+-]+)*$/.test(value))
      return false;
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
  defaultMessage(): string {
    return 'timeZone must be a zone of IANA, e.g. Europe/Warsaw';
  }
}

/** Which flow a chart shows. */
export class FlowQuery {
  @ValidateIf(isGiven)
  @IsIn(['hour', 'day'])
  by: FlowStep = 'hour';

  @ValidateIf(isGiven)
  @IsIn(doors)
  door?: string;

  @ValidateIf(isGiven)
  @Matches(/^[a-z][a-z0-9_]{1,62}$/, { message: 'plan must be the code of a plan' })
  plan?: string;

  @ValidateIf(isGiven)
  @Validate(TimeZoneConstraint)
  timeZone: string = 'UTC';
}
