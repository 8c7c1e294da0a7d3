import { invalid, type FieldError } from '../../src/shared/domain-error.js';
import { filterFields, type Field, type RecordType } from './record-type.js';

/** Filters as they come from an address: a value, or both ends of a span. */
export type GivenFilters = Readonly<Record<string, string | { from?: string; to?: string }>>;

/** The `where` of a statement, and what its `$1` … stand for. */
export interface Condition {
  where: string;
  parameters: unknown[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LONGEST = 320;

/**
 * The filters as a condition that indexes answer.
 * @throws DomainError `invalid_input`: `unknown_filter`, `wrong_value`, or `filter_too_wide` where none
 *   of the filters has an index to start from
 */
export function conditionOf(type: RecordType, given: GivenFilters): Condition {
  const fields = new Map(filterFields(type).map((field) => [field.name, field]));
  const condition: Condition = { where: '', parameters: [] };
  const parts: string[] = [];
  const faults: FieldError[] = [];
  const used: Field[] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = fields.get(name);
    const fault = field === undefined ? 'unknown_filter' : faultOf(field, value);
    if (field === undefined || fault !== null) {
      faults.push(told(name, fault ?? 'unknown_filter', field));
      continue;
    }
    used.push(field);
    parts.push(...compare(field, value, condition.parameters));
  }
  if (faults.length > 0) throw invalid(faults);
  if (used.length > 0 && used.every((field) => field.filter === 'narrow')) {
    throw invalid(used.map((field) => told(field.name, 'filter_too_wide', field, type)));
  }
  return { ...condition, where: parts.length === 0 ? 'true' : parts.join(' and ') };
}

function compare(field: Field, value: GivenFilters[string], parameters: unknown[]): string[] {
  if (typeof value === 'string') {
    parameters.push(value.trim());
    const place = `$${parameters.length}`;
    return [`(${(field.condition ?? `${field.sql} = $`).replaceAll('$', () => place)})`];
  }
  const parts: string[] = [];
  if (value.from) {
    parameters.push(new Date(value.from).toISOString());
    parts.push(`${field.sql} >= $${parameters.length}::timestamptz`);
  }
  if (value.to) {
    parameters.push(new Date(value.to).toISOString());
    parts.push(`${field.sql} < $${parameters.length}::timestamptz`);
  }
  return parts;
}

/** Why a filter's value cannot be asked for, or null. */
function faultOf(field: Field, value: GivenFilters[string]): string | null {
  if (field.filter === 'from-to') {
    if (typeof value === 'string') return 'wrong_value';
    const ends = [value.from, value.to].filter((end) => end !== undefined && end !== '');
    const readable = ends.every((end) => !Number.isNaN(Date.parse(end ?? '')));
    return ends.length > 0 && readable ? null : 'wrong_value';
  }
  if (typeof value !== 'string' || value.length > LONGEST || value.includes('\0')) {
    return 'wrong_value';
  }
  if (field.id && !UUID.test(value.trim())) return 'wrong_value';
  return field.values && !field.values.includes(value) ? 'wrong_value' : null;
}

function told(name: string, code: string, field?: Field, type?: RecordType): FieldError {
  const texts: Readonly<Record<string, string>> = {
    unknown_filter: `There is no filter ${name} here.`,
    wrong_value: `${name} cannot have this value.${field?.values ? ` It is one of ${field.values.join(', ')}.` : ''}`,
    filter_too_wide: `${name} alone would read the whole table. Filter also by ${type ? starters(type) : ''}.`,
  };
  return { pointer: `/${name}`, code, message: texts[code] ?? code };
}

function starters(type: RecordType): string {
  const names = filterFields(type).filter((field) => field.filter !== 'narrow');
  return names.map((field) => field.name).join(', ');
}
