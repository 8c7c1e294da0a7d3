import pg from 'pg';

/** One statement outside the application, as an observer or a factory sends it. */
export type Sql = <Row extends pg.QueryResultRow = Record<string, unknown>>(
  text: string,
  parameters?: readonly unknown[],
) => Promise<Row[]>;

export interface SqlConnection {
  sql: Sql;
  close(): Promise<void>;
}

/** Counts (`bigint`) arrive as numbers: no test counts past 2^53. */
const numbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

export function openSql(url: string): SqlConnection {
  const pool = new pg.Pool({ connectionString: url, max: 2, types: numbers });
  // An idle connection that breaks is replaced; a statement that fails says so itself.
  pool.on('error', () => undefined);
  return {
    sql: async <Row extends pg.QueryResultRow>(text: string, parameters?: readonly unknown[]) =>
      (await pool.query<Row>(text, parameters ? [...parameters] : [])).rows,
    close: () => pool.end(),
  };
}
