import type { Permission } from '../../src/staff/permissions.js';

/** How a field is shown, and in what form it is read. */
export type FieldKind = 'text' | 'code' | 'word' | 'time' | 'money' | 'number' | 'flag' | 'json';

/**
 * How a filter finds rows. `index`: an index answers it alone. `narrow`: it only narrows what another
 * filter has found, since no index answers it. `from-to`: a span of time.
 */
export type FilterKind = 'index' | 'narrow' | 'from-to';

export interface Field {
  name: string;
  kind: FieldKind;
  /** The expression that is read; `r` is the table of the records. */
  sql: string;
  /** The record type that the value is an id of. */
  links?: string;
  /** Names, addresses and free text of people: masked for roles without `personal.see`. */
  personal?: 'name' | 'email' | 'text';
  /** For `money`: the expression of its currency. */
  currency?: string;
  /** Shown in the list, beside the record's own page. */
  listed?: boolean;
  filter?: FilterKind;
  /** What the filter compares, when it is not `sql`, with the value as `$`. */
  condition?: string;
  /** The only values there are; others are refused. */
  values?: readonly string[];
  /** The filter's value is an id. */
  id?: boolean;
}

/** One kind of records in the console: what is read, filtered and exported. */
export interface RecordType {
  name: string;
  permission: Permission;
  /** `from` of its statement; the table of the records is `r`. */
  from: string;
  /** The key by which the newest stand first, and its type. */
  key: { sql: string; type: 'uuid' | 'bigint' | 'integer' | 'text' };
  /** The field that names a record in links. */
  title: string;
  fields: readonly Field[];
}

/** The fields that a list offers to filter by. */
export function filterFields(type: RecordType): Field[] {
  return type.fields.filter((field) => field.filter !== undefined);
}
