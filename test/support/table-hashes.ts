import type { Sql } from './sql.js';

/** Added up by the clock from what the other tables say, whenever it ticks. */
const DERIVED = ['flow_hour', 'refund_hour', 'flow_mark'];

/**
 * One hash per table, over all its rows: equal before and after means unchanged. All tables of the
 * application but the derived ones, or those named, without those excepted.
 */
export async function tableHashes(
  sql: Sql,
  tables?: readonly string[],
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const known = await sql<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const names = known.map(({ name }) => name);
  const unknown = [...(tables ?? []), ...except].filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`No such table: ${unknown.join(', ')}.`);
  const all = names.filter((name) => !DERIVED.includes(name));
  const wanted = (tables ?? all).filter((name) => !except.includes(name));
  const parts = wanted.map(
    (name) =>
      `select '${name}' as name, count(*) || ' rows ' ||
         md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) as hash from "${name}" t`,
  );
  const rows = await sql<{ name: string; hash: string }>(parts.join(' union all '));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
