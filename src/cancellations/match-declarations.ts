import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import type { Carried, Waiting } from './cancellation-outcome.js';
import type { Declarant } from './cancellation-request.js';
import { carryOutLocked } from './carry-out.js';
import { chooseCandidate, contractKey, type Candidate } from './same-declarant.js';
import { reviewDueAt } from './service-level.js';
import type { TakeBackLinks } from './take-back-links.js';
import { wishedDayIn } from './wished-day.js';

type Unmatched = Omit<Waiting, 'subscription_id'> & { declarant: Declarant };

/**
 * Finds out which subscriptions the declarations without sign-in of a set are about. What is found
 * goes on through the one policy like every other; the rest waits for staff. Runs in the transaction
 * of `em`, in a worker: whoever declared is answered long before, the same for all.
 *
 * No mail tells the address given that nothing was found: until a person decides, it gets the receipt
 * alone, whatever was typed. Two of a set that mean the same subscription run into its one open place;
 * the halving of the set puts one after the other.
 */
export async function matchDeclarations(
  em: SqlEntityManager,
  ids: readonly string[],
  now: Date,
  links: TakeBackLinks,
): Promise<Carried> {
  const unmatched = await sql<Unmatched>(em, LOCK_UNMATCHED, [ids]);
  const candidates = await findCandidates(em, unmatched);
  const matched = unmatched.flatMap((row, index): Waiting[] => {
    const found = chooseCandidate(row.declarant.name, candidates.get(index) ?? []);
    return found === null ? [] : [matchedRow(row, found)];
  });
  const found = new Set(matched.map(({ id }) => id));
  const unknown = unmatched.filter(({ id }) => !found.has(id));
  await handToReview(em, unknown, now);
  if (matched.length > 0) {
    await sql(em, LOCK_SUBSCRIPTIONS, [matched.map((row) => row.subscription_id)]);
  }
  const carried = await carryOutLocked(em, matched, now, links);
  return { ...carried, cancellations: [...carried.cancellations, ...unknown.map(({ id }) => id)] };
}

function matchedRow(
  row: Unmatched,
  { subscriptionId, timeZone }: Candidate,
): Waiting & { matched: true } {
  const wished = row.wished_end === null ? null : wishedDayIn(row.wished_end, timeZone);
  return { ...row, subscription_id: subscriptionId, wished_end: wished, matched: true };
}

/** By the position of the declaration that leads to them. */
async function findCandidates(
  em: SqlEntityManager,
  unmatched: readonly Unmatched[],
): Promise<Map<number, Candidate[]>> {
  if (unmatched.length === 0) return new Map();
  const rows = await sql<Candidate & { position: string }>(em, CANDIDATES, [
    unmatched.map(({ declarant }) => declarant.email),
    unmatched.map(({ declarant }) => contractKey(declarant.contract)),
  ]);
  return Map.groupBy(rows, ({ position }) => Number(position) - 1);
}

async function handToReview(
  em: SqlEntityManager,
  unknown: readonly Unmatched[],
  at: Date,
): Promise<void> {
  if (unknown.length === 0) return;
  const ids = unknown.map(({ id }) => id);
  const due = unknown.map((row) => reviewDueAt(row.requested_at, row.kind, ['unmatched']));
  await sql(em, HAND_TO_REVIEW, [ids, at, due]);
  const actor = systemActor('apply-cancellations');
  await recordAudit(
    em,
    ids.map((id) => ({
      at,
      action: 'cancellation.in_review',
      actor,
      subjectType: 'cancellation',
      subjectId: id,
      cancellationId: id,
      reason: 'unmatched',
      before: { state: 'requested' },
      after: { state: 'in_review' },
    })),
  );
}

/** Nobody waits here for a row that another worker has in hand: whoever waits for none is in no ring. */
const LOCK_UNMATCHED = `
  select c.id, c.reference, c.kind, c.effective, c.wished_end, c.requested_at, c.actor_type, c.actor_role,
         c.quote, c.approval, c.state, c.effective_at, c.door, c.batch_id, c.mail_digest,
         d.content -> 'declarant' as declarant
    from cancellation c join declaration d on d.id = c.id
   where c.id = any($1::uuid[]) and c.state = 'requested' and c.subscription_id is null
   order by c.id
     for no key update of c skip locked`;

/** In the order in which every set locks its subscriptions. */
const LOCK_SUBSCRIPTIONS = `select 1 from subscription where id = any($1::uuid[]) order by id for no key update`;

const CANDIDATES = `
  select k.position, s.id as "subscriptionId", s.account_id as "accountId", a.name as "accountName",
         a.time_zone as "timeZone", s.status
    from unnest($1::text[], $2::text[]) with ordinality as k (email, contract, position)
    join account a on lower(a.email) = lower(k.email)
    join subscription s on s.account_id = a.id
   where upper(regexp_replace(s.order_number, '\\s', '', 'g')) = k.contract
      or exists (select 1 from subscription_device sd join device d on d.id = sd.device_id
                  where sd.subscription_id = s.id and d.service_tag = k.contract)
   order by k.position, s.id`;

const HAND_TO_REVIEW = `
  update cancellation c
     set state = 'in_review', attempts = 0, last_error = null, changed_at = $2,
         due_at = r.due_at, review_reasons = array['unmatched']
    from unnest($1::uuid[], $3::timestamptz[]) as r (id, due_at)
   where c.id = r.id`;
