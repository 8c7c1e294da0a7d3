import { instant } from '../api/schemas.js';
import type { Waiting } from '../cancellations/cancellation-outcome.js';
import { maskEmail, maskName } from '../shared/mask.js';
import type { Money } from '../shared/money.js';
import type { ReviewRowView } from './review-queue.view.js';

/** What a row of the queue is read as; the policy judges it as it is (see `valuesAtStake`). */
export interface ReviewRow extends Omit<Waiting, 'subscription_id' | 'state'> {
  subscription_id: string | null;
  state: string;
  plan_code: string | null;
  plan_name: string | null;
  account_name: string | null;
  account_email: string | null;
  account_country: string | null;
  review_reasons: string[];
  due: string;
  claimed_by: string | null;
  claimer: string | null;
  claimed_until: string | null;
  proposed: 'approve' | 'reject' | null;
  proposed_by: string | null;
  proposer: string | null;
}

/** Everything that rows are joined from. @param now the place of the time at which claims still stand */
export function reviewFromSql(now: string): string {
  return `
  cancellation c
  left join subscription s on s.id = c.subscription_id
  left join plan p on p.code = s.plan_code
  left join account a on a.id = c.account_id
  left join review_claim q on q.cancellation_id = c.id and q.until > ${now}
  left join staff_member m on m.id = q.member_id
  left join staff_member o on o.id = (c.proposal -> 'by' ->> 'id')::uuid`;
}

export const reviewRowSql = `
  c.id, c.reference, c.subscription_id, c.kind, c.effective, c.wished_end, c.requested_at, c.actor_type,
  c.actor_role, c.quote, c.approval, c.state, c.effective_at, c.door, c.batch_id, c.mail_digest,
  p.code as plan_code, p.name as plan_name, a.name as account_name, a.email as account_email,
  a.country as account_country, c.review_reasons,
  coalesce(c.due_at, c.requested_at + interval '24 hours') as due,
  q.member_id as claimed_by, m.name as claimer, q.until as claimed_until,
  c.proposal ->> 'verdict' as proposed, o.id as proposed_by, o.name as proposer`;

/** @param persons whether names and addresses are shown as they are */
export function reviewRowView(
  row: ReviewRow,
  value: Money | null,
  persons: boolean,
): ReviewRowView {
  return {
    id: row.id,
    reference: row.reference,
    kind: row.kind,
    state: row.state,
    door: row.door,
    plan: row.plan_code === null ? null : { code: row.plan_code, name: row.plan_name ?? '' },
    customer: customer(row, persons),
    reasons: row.review_reasons,
    value,
    requestedAt: instant(row.requested_at),
    dueAt: instant(row.due),
    claim:
      row.claimed_by === null || row.claimed_until === null
        ? null
        : {
            by: { id: row.claimed_by, name: row.claimer ?? '' },
            until: instant(row.claimed_until),
          },
    proposal: proposal(row),
  };
}

function customer(row: ReviewRow, persons: boolean): ReviewRowView['customer'] {
  const { account_name: name, account_email: email, account_country: country } = row;
  if (name === null || email === null || country === null) return null;
  return {
    name: persons ? name : maskName(name),
    email: persons ? email : maskEmail(email),
    country,
  };
}

function proposal({
  state,
  proposed,
  proposed_by: id,
  proposer,
}: ReviewRow): ReviewRowView['proposal'] {
  if (state !== 'in_review' || proposed === null) return null;
  return { verdict: proposed, by: { id: id ?? '', name: proposer ?? '' } };
}
