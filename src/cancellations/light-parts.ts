import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn } from '../database/joined.js';
import { sql } from '../database/sql.js';

/**
 * Invoices and devices whose facts are held in memory at once. A set of contracts of one to four
 * invoices stays whole; 500 monthly contracts of five years are 30,000 invoices, and three such sets at
 * once are more than a worker's heap. See docs/decisions/0019-sets-by-weight.md.
 */
export const MOST_RECORDS = 2_500;

/**
 * Cuts a set, in its order, into parts that are light enough to be decided in one go. One contract is
 * a part whatever it weighs. One small query for a set, none for a single row.
 */
export async function lightParts<Row extends { subscription_id: string }>(
  em: SqlEntityManager,
  rows: readonly Row[],
): Promise<Row[][]> {
  if (rows.length <= 1) return rows.length === 0 ? [] : [[...rows]];
  const weights = await sql<{ weight: number }>(em, WEIGHTS, [
    joined(rows.map((row) => row.subscription_id)),
  ]);
  return cut(
    rows,
    weights.map(({ weight }) => weight),
  );
}

/** @param weights of the rows, in their order */
export function cut<Row>(rows: readonly Row[], weights: readonly number[]): Row[][] {
  const parts: Row[][] = [];
  let left = 0;
  rows.forEach((row, index) => {
    const weight = weights[index] ?? 0;
    const part = parts.at(-1);
    if (part === undefined || weight > left) {
      parts.push([row]);
      left = MOST_RECORDS - weight;
    } else {
      part.push(row);
      left -= weight;
    }
  });
  return parts;
}

const WEIGHTS = `
  select ((select count(*) from invoice i where i.subscription_id = k.id)
        + (select count(*) from subscription_device d where d.subscription_id = k.id))::int as weight
    from unnest(${joinedColumn('$1', 'uuid')}) with ordinality as k (id, position)
   order by k.position`;
