import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { COUNT_LIMIT } from './waiting-work.js';

/** What waits for a person, by the time that is left of it; counted as far as `COUNT_LIMIT`. */
export interface WaitingReviews {
  count: number;
  more: boolean;
  /** Younger than four hours, a day, three days; and older. */
  byAge: { hours4: number; hours24: number; days3: number; older: number };
  /** Waiting for a second person. */
  proposals: number;
}

/** Reviews that nobody has decided, the oldest first as far as anybody counts. */
export async function waitingReviews(em: SqlEntityManager, now: Date): Promise<WaitingReviews> {
  const [row] = await sql<WaitingReviews['byAge'] & { count: number; proposals: number }>(
    em,
    REVIEWS,
    [now],
  );
  if (row === undefined) throw new Error('A count answers one row.');
  const { count, proposals, ...byAge } = row;
  return { count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT, byAge, proposals };
}

const REVIEWS = `
  select count(*)::int as count, count(*) filter (where proposed)::int as proposals,
         count(*) filter (where age < interval '4 hours')::int as hours4,
         count(*) filter (where age >= interval '4 hours' and age < interval '1 day')::int as hours24,
         count(*) filter (where age >= interval '1 day' and age < interval '3 days')::int as days3,
         count(*) filter (where age >= interval '3 days')::int as older
    from (select $1::timestamptz - requested_at as age, proposal is not null as proposed
            from cancellation where state = 'in_review' and approval is null
           order by id desc limit ${COUNT_LIMIT + 1}) w`;
