import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';

/** Nobody works on more at once. */
const MOST = 20;

/** A case that the reader has in hand. */
export interface OwnClaim {
  cancellationId: string;
  reference: string;
  plan: string | null;
  dueAt: string | null;
  until: string;
}

interface Row {
  id: string;
  reference: string;
  plan: string | null;
  due_at: string | null;
  until: string;
}

/** What a member of the staff has claimed and not decided yet, the most urgent first. */
export async function ownClaims(
  em: SqlEntityManager,
  memberId: string,
  now: Date,
): Promise<OwnClaim[]> {
  const rows = await sql<Row>(em, CLAIMS, [memberId, now]);
  return rows.map(({ id, reference, plan, due_at: due, until }) => ({
    ...{ cancellationId: id, reference, plan, dueAt: instant(due), until: instant(until) },
  }));
}

const CLAIMS = `
  select c.id, c.reference, p.name as plan, c.due_at, q.until
    from review_claim q
    join cancellation c on c.id = q.cancellation_id
    left join subscription s on s.id = c.subscription_id
    left join plan p on p.code = s.plan_code
   where q.member_id = $1 and q.until > $2 and c.state = 'in_review'
   order by c.due_at, c.id limit ${MOST}`;
