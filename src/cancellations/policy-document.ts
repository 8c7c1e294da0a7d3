import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { invalid, type FieldError } from '../shared/domain-error.js';

class DaysByRegion {
  @IsInt({ message: 'must be a whole number of days from 0 to 365' })
  @Min(0, { message: 'must be a whole number of days from 0 to 365' })
  @Max(365, { message: 'must be a whole number of days from 0 to 365' })
  days: number = 14;

  /** Days that differ by country (ISO 3166-1 alpha-2). */
  @IsObject({ message: 'must map country codes to days' })
  byCountry: Record<string, number> = {};
}

class NoticeParameters {
  /** Plan code → country → days before the renewal, where they differ from the plan's own. */
  @IsObject({ message: 'must map plan codes to countries and days' })
  byPlan: Record<string, Record<string, number>> = {};

  /** Country → days of notice once the first term is over. */
  @IsObject({ message: 'must map country codes to days' })
  afterFirstTerm: Record<string, number> = {};
}

class VolumeParameters {
  @IsInt({ message: 'must be a whole number from 1 to 100000' })
  @Min(1, { message: 'must be a whole number from 1 to 100000' })
  @Max(100_000, { message: 'must be a whole number from 1 to 100000' })
  perAccountIn24Hours: number = 10;
}

class RefundLimits {
  /** Whole units of the refund's currency; over it a refund is held for a supervisor. */
  @IsInt({ message: 'must be a whole amount in the units of the currency' })
  @Min(0, { message: 'must not be negative' })
  agent: number = 500;

  /** Whole units of the refund's currency; over it two people are asked. */
  @IsInt({ message: 'must be a whole amount in the units of the currency' })
  @Min(0, { message: 'must not be negative' })
  supervisor: number = 5000;
}

/** The parameters of the eligibility policy. The rules are code, what they compare with is here. */
export class PolicyDocument {
  @ValidateNested()
  @Type(() => NoticeParameters)
  notice: NoticeParameters = new NoticeParameters();

  /** Length of the statutory withdrawal period, counted in calendar days after the start. */
  @ValidateNested()
  @Type(() => DaysByRegion)
  withdrawal: DaysByRegion = new DaysByRegion();

  @ValidateNested()
  @Type(() => VolumeParameters)
  unusualVolume: VolumeParameters = new VolumeParameters();

  @ValidateNested()
  @Type(() => RefundLimits)
  refundLimits: RefundLimits = new RefundLimits();
}

/** What holds until an operator activates a policy of their own. Sources: design; legal, "Terms". */
export const defaultPolicyDocument: PolicyDocument = Object.freeze(
  Object.assign(new PolicyDocument(), {
    notice: {
      byPlan: {
        premium_support: { IN: 30 },
        premium_support_plus: { IN: 30 },
        prosupport: { IN: 5 },
        prosupport_plus: { IN: 5 },
        prosupport_flex: { IN: 5 },
      },
      afterFirstTerm: {},
    },
  }),
);

/**
 * Reads a policy from what a file or a row holds.
 * @throws DomainError `invalid_input` with a pointer for each parameter that is wrong or unknown
 */
export function parsePolicyDocument(input: unknown): PolicyDocument {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid([{ pointer: '', code: 'not_an_object', message: 'A policy is a JSON object.' }]);
  }
  const document = plainToInstance(PolicyDocument, input, { exposeDefaultValues: true });
  const errors = validateSync(document, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  }).flatMap((error) => fieldErrors(error, ''));
  errors.push(...regionErrors(document));
  if (errors.length > 0) throw invalid(errors);
  return document;
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${error.property}`;
  const own = Object.entries(error.constraints ?? {})
    .slice(0, 1)
    .map(([code, message]) => ({ pointer, code, message: `${pointer} ${message}.` }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
}

/** Country maps hold two capital letters and whole days; class-validator cannot say that of a map. */
function regionErrors(document: PolicyDocument): FieldError[] {
  const maps: [string, unknown][] = [
    ['/withdrawal/byCountry', document.withdrawal?.byCountry],
    ['/notice/afterFirstTerm', document.notice?.afterFirstTerm],
    ...Object.entries(document.notice?.byPlan ?? {}).map(([plan, map]): [string, unknown] => [
      `/notice/byPlan/${plan}`,
      map,
    ]),
  ];
  return maps.flatMap(([pointer, map]) =>
    Object.entries((map ?? {}) as Record<string, unknown>)
      .filter(
        ([country, days]) =>
          !/^[A-Z]{2}$/.test(country) ||
          !Number.isInteger(days) ||
          (days as number) < 0 ||
          (days as number) > 365,
      )
      .map(([country]) => ({
        pointer: `${pointer}/${country}`,
        code: 'country_days',
        message: `${pointer}/${country} must be a country of two capital letters with 0 to 365 days.`,
      })),
  );
}
