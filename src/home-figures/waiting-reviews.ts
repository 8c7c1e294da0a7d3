import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { waitsForReview } from '../cancellations/waiting-filter.js';
import { sql } from '../database/sql.js';
import { COUNT_LIMIT } from './waiting-work.js';

/** What waits for a person, by what is left of its service level; counted as far as `COUNT_LIMIT`. */
export interface WaitingReviews {
  count: number;
  more: boolean;
  /** Past its time; due within an hour, four hours; and later. */
  byDue: { overdue: number; hour: number; hours4: number; later: number };
  /** Waiting for a second person; counted as far as `COUNT_LIMIT`. */
  proposals: number;
}

/** Reviews that nobody has decided, as far as anybody counts. */
export async function waitingReviews(em: SqlEntityManager, now: Date): Promise<WaitingReviews> {
  const [row] = await sql<WaitingReviews['byDue'] & { count: number; proposals: number }>(
    em,
    REVIEWS,
    [now],
  );
  if (row === undefined) throw new Error('A count answers one row.');
  const { count, proposals, ...byDue } = row;
  return { count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT, byDue, proposals };
}

/** Each from an index of its own: that of all that waits, and that of what is proposed. */
const REVIEWS = `
  select count(*)::int as count,
         (select count(*) from (select 1 from cancellation c where ${waitsForReview} and c.proposal is not null
                                 limit ${COUNT_LIMIT}) o)::int as proposals,
         count(*) filter (where left_of_it < interval '0')::int as overdue,
         count(*) filter (where left_of_it >= interval '0' and left_of_it < interval '1 hour')::int as hour,
         count(*) filter (where left_of_it >= interval '1 hour' and left_of_it < interval '4 hours')::int as hours4,
         count(*) filter (where left_of_it >= interval '4 hours')::int as later
    from (select c.due_at - $1::timestamptz as left_of_it from cancellation c where ${waitsForReview}
           order by c.due_at limit ${COUNT_LIMIT + 1}) w`;
