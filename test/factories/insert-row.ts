import type { Sql } from '../support/sql.js';

/** Writes one row; the keys are column names, written by us. */
export async function insertRow(
  sql: Sql,
  table: string,
  row: Record<string, unknown>,
): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await sql(
    `insert into "${table}" (${columns.join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  );
}
