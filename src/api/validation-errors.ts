import type { ValidationError } from 'class-validator';
import type { FieldError } from '../shared/domain-error.js';
import { pointerStep } from './json-faults.js';

/** Of several things wrong with one value the first of these is told: the others follow from it. */
const codes: readonly [constraint: string, code: string][] = [
  ['whitelistValidation', 'unknown_key'],
  ['isDefined', 'required'],
  ['isObject', 'wrong_type'],
  ['nestedValidation', 'wrong_type'],
  ['isString', 'wrong_type'],
  ['isInt', 'wrong_type'],
  ['isIn', 'unknown_value'],
  ['isUuid', 'invalid_uuid'],
  ['isInstant', 'invalid_time'],
  ['isEmail', 'invalid_email'],
  ['isCursor', 'invalid_cursor'],
  ['isLength', 'invalid_length'],
  ['min', 'out_of_range'],
  ['max', 'out_of_range'],
  ['matches', 'invalid_format'],
];

/** class-validator's tree as a flat list: one error per wrong value, found by its JSON pointer. */
export function toFieldErrors(errors: readonly ValidationError[], above = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = above + pointerStep(error.property);
    const own = tellOne(error);
    return [...(own ? [{ pointer, ...own }] : []), ...toFieldErrors(error.children ?? [], pointer)];
  });
}

function tellOne({
  constraints,
  property,
  value,
}: ValidationError): Omit<FieldError, 'pointer'> | null {
  if (!constraints) return null;
  if ('whitelistValidation' in constraints) {
    return { code: 'unknown_key', message: `${property} is not known here.` };
  }
  // A value that is left out breaks every rule at once.
  if (value === undefined || (value === null && 'isDefined' in constraints)) {
    return { code: 'required', message: `${property} is required.` };
  }
  const [constraint, code] = codes.find(([name]) => name in constraints) ?? ['', 'invalid'];
  const message = constraints[constraint] ?? Object.values(constraints)[0] ?? 'invalid';
  return { code, message: `${message}.` };
}
