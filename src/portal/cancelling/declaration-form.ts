import { DateTime } from 'luxon';
import { reasonCodes, type ReasonCode } from '../../cancellations/cancellation.entity.js';
import { isUuid } from '../../shared/ids.js';
import { ianaZone } from '../../shared/time-zone.js';

/** The fields of a declaration, as typed. */
export interface FormValues {
  quote?: string;
  reason?: string;
  comment?: string;
  ground?: string;
  /** A day, `2027-03-14`. */
  wishedEnd?: string;
  /** Made with the page: the same form sent twice is one declaration. */
  submission?: string;
}

/** What a form shows when it comes back: the words that were typed, and a text for each that is wrong. */
export interface FormState {
  values: FormValues;
  errors: Partial<Record<keyof FormValues | 'form', string>>;
}

/** A declaration that can be handed in. */
export interface DeclarationForm {
  quote: string | null;
  reason: { code: ReasonCode; comment: string | null };
  ground: string | null;
  wishedEnd: Date | null;
  submissionKey: string | null;
}

/** Codes of what is wrong, by field: texts are `portal:wrong.<code>`. */
export type FormFaults = Partial<
  Record<keyof FormValues, 'too_long' | 'required' | 'no_date' | 'past'>
>;

const MOST_WORDS = 2_000;
const MOST_YEARS = 10;

/**
 * Reads a declaration from what a form sent. Pure; `now` and the zone say which days are still to
 * come. Reasons are asked, never required: what is no reason of ours is `other`.
 */
export function readDeclarationForm(
  values: FormValues,
  { groundRequired, now, timeZone }: { groundRequired: boolean; now: Date; timeZone: string },
): { declaration: DeclarationForm; faults: FormFaults } {
  const faults: FormFaults = {};
  const comment = text(values.comment);
  const ground = text(values.ground);
  if (tooLong(comment)) faults.comment = 'too_long';
  if (tooLong(ground)) faults.ground = 'too_long';
  if (groundRequired && ground === null) faults.ground = 'required';
  const wished = readDay(values.wishedEnd, now, timeZone);
  if (typeof wished === 'string') faults.wishedEnd = wished;
  const submission = values.submission ?? '';
  return {
    declaration: {
      quote: text(values.quote),
      reason: { code: reasonOf(values.reason), comment },
      ground: groundRequired ? ground : null,
      wishedEnd: typeof wished === 'string' ? null : wished,
      submissionKey: isUuid(submission) ? submission : null,
    },
    faults,
  };
}

function text(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed.toWellFormed().replaceAll('\0', '');
}

function tooLong(value: string | null): boolean {
  return value !== null && value.length > MOST_WORDS;
}

function reasonOf(value: string | undefined): ReasonCode {
  return reasonCodes.find((code) => code === value) ?? 'other';
}

/** The end of the wished day where the customer lives; null for none. */
function readDay(
  value: string | undefined,
  now: Date,
  timeZone: string,
): Date | null | 'no_date' | 'past' {
  const typed = value?.trim() ?? '';
  if (typed === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return 'no_date';
  const day = DateTime.fromISO(typed, { zone: ianaZone(timeZone) });
  if (!day.isValid) return 'no_date';
  const end = day.endOf('day').toJSDate();
  if (end < now) return 'past';
  return day.diff(DateTime.fromJSDate(now), 'years').years > MOST_YEARS ? 'no_date' : end;
}
