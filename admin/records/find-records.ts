import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../src/database/sql.js';
import { maskEmail, maskName, maskText } from '../../src/shared/mask.js';
import { conditionOf, type GivenFilters } from './record-query.js';
import type { Field, RecordType } from './record-type.js';

/** A record by its fields' names, as text, or null. Money has its currency beside: `amountCurrency`. */
export type RecordRow = Record<string, string | number | boolean | null>;

export interface ListOptions {
  limit: number;
  offset: number;
  direction: 'asc' | 'desc';
}

/** No list counts further: more than that nobody pages through, they filter. */
export const MOST_COUNTED = 1_000;

const masks = { name: maskName, email: maskEmail, text: maskText } as const;

/**
 * Reads the records of one type for somebody who sees persons as they are, or masked. Every statement
 * is bounded, and starts from the key or from an index.
 */
export class FindRecords {
  constructor(
    private readonly em: EntityManager,
    private readonly type: RecordType,
    private readonly seesPersons: boolean,
  ) {}

  /** @throws DomainError `invalid_input` for a filter that cannot be asked for */
  async list(
    filters: GivenFilters,
    { limit, offset, direction }: ListOptions,
  ): Promise<RecordRow[]> {
    const { where, parameters } = conditionOf(this.type, filters);
    const { key, from } = this.type;
    // The keys first: what is costly to read is read of the rows that are shown alone.
    return this.read(
      `select ${this.columns()} from (
         select ${key.sql} as key from ${from} where ${where}
          order by ${key.sql} ${direction} limit ${limit} offset ${offset}) page
         join ${from} on ${key.sql} = page.key order by ${key.sql} ${direction}`,
      parameters,
    );
  }

  /** How many there are, up to `MOST_COUNTED` and one: then there are more. */
  async count(filters: GivenFilters): Promise<number> {
    const { where, parameters } = conditionOf(this.type, filters);
    const [row] = await sql<{ n: number }>(
      this.em.fork(),
      `select count(*)::int as n from (
         select 1 from ${this.type.from} where ${where} limit ${MOST_COUNTED + 1}) counted`,
      parameters,
    );
    return row?.n ?? 0;
  }

  /** The records of these keys, in no order; what is no key is nobody's. */
  async many(ids: readonly string[]): Promise<RecordRow[]> {
    const { key, from } = this.type;
    const known = ids.filter((id) => isKey(id, key.type));
    if (known.length === 0) return [];
    return this.read(
      `select ${this.columns()} from ${from} where ${key.sql} = any($1::${key.type}[])`,
      [known],
    );
  }

  /** All that match, newest first, in pages of a keyset; for exports. */
  async *all(filters: GivenFilters, pageSize = 1_000): AsyncGenerator<RecordRow[]> {
    const { where, parameters } = conditionOf(this.type, filters);
    const { key, from } = this.type;
    const next = `$${parameters.length + 1}::${key.type}`;
    for (let last: unknown = null; ;) {
      const rows = await this.read(
        `select ${this.columns()} from ${from}
          where ${where} and (${next} is null or ${key.sql} < ${next})
          order by ${key.sql} desc limit ${pageSize}`,
        [...parameters, last],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < pageSize) return;
      last = rows.at(-1)?.['#key'] ?? null;
    }
  }

  private async read(text: string, parameters: unknown[]): Promise<RecordRow[]> {
    const rows = await sql<RecordRow>(this.em.fork(), text, parameters);
    return rows.map((row) => this.present(row));
  }

  private columns(): string {
    const key = `${this.type.key.sql} as "#key"`;
    return [key, ...this.type.fields.flatMap(columnsOf)].join(', ');
  }

  private present(row: RecordRow): RecordRow {
    if (this.seesPersons) return row;
    const personal = this.type.fields.filter((field) => field.personal !== undefined);
    const masked = personal.map(({ name, personal: kind }) => {
      const value = row[name];
      return [name, typeof value === 'string' && kind ? masks[kind](value) : (value ?? null)];
    });
    return { ...row, ...(Object.fromEntries(masked) as RecordRow) };
  }
}

function columnsOf(field: Field): string[] {
  switch (field.kind) {
    case 'money':
      return [
        `(${field.sql})::text as "${field.name}"`,
        `${field.currency} as "${field.name}Currency"`,
      ];
    case 'time':
      return [
        `to_char(${field.sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${field.name}"`,
      ];
    case 'json':
      return [`(${field.sql})::text as "${field.name}"`];
    case 'text':
    case 'code':
    case 'word':
    case 'number':
    case 'flag':
      return [`${field.sql} as "${field.name}"`];
  }
}

function isKey(id: string, type: RecordType['key']['type']): boolean {
  switch (type) {
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
    case 'bigint':
      return /^\d{1,18}$/.test(id);
    case 'integer':
      return /^\d{1,9}$/.test(id);
    case 'text':
      return true;
  }
}
