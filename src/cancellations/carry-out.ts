import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { cancellationEnd } from './cancellation-end.js';
import { withoutText, type CancellationFacts } from './cancellation-facts.js';
import type { Carried, Outcome, Waiting } from './cancellation-outcome.js';
import { decide, holdCodes, reasonCodes, type PolicyInForce } from './cancellation-policy.js';
import { lightParts } from './light-parts.js';
import { loadFacts, policyFacts } from './load-facts.js';
import { policyInForce } from './policy-in-force.js';
import type { TakeBackLinks } from './take-back-links.js';
import { writeOutcomes } from './write-outcomes.js';

/** Locks what of the set still waits and carries it out, in the transaction of `em`. */
export async function carryOut(
  em: SqlEntityManager,
  ids: readonly string[],
  now: Date,
  links: TakeBackLinks,
): Promise<Carried> {
  return carryOutLocked(em, await sql<Waiting>(em, LOCK, [ids, now]), now, links);
}

/**
 * Loads the facts of all in one query, decides each in memory with the pure policy and writes the
 * outcomes set by set; contracts with long histories part by part. The rows and their subscriptions are locked by the transaction of `em`.
 */
export async function carryOutLocked(
  em: SqlEntityManager,
  waiting: readonly Waiting[],
  now: Date,
  links: TakeBackLinks,
): Promise<Carried> {
  const all: Carried = { cancellations: [], notifications: [], refunds: [] };
  for (const part of await lightParts(em, waiting)) {
    const carried = await writeOutcomes(em, await judge(em, part, now), now, links);
    all.cancellations.push(...carried.cancellations);
    all.notifications.push(...carried.notifications);
    all.refunds.push(...carried.refunds);
  }
  return all;
}

/** What would become of them now, in their order; writes nothing. */
export async function judge(
  em: SqlEntityManager,
  waiting: readonly Waiting[],
  now: Date,
): Promise<Outcome[]> {
  const policy = await policyInForce(em, now);
  const contracts = await loadFacts(
    em,
    waiting.map((row) => ({
      subscriptionId: row.subscription_id,
      requestedAt: new Date(row.requested_at).toISOString(),
      cancellationId: row.id,
    })),
    policy.document,
  );
  return waiting.map((row, index) => {
    const contract = contracts[index];
    if (contract === undefined) throw new RangeError(`${row.id} names no subscription.`);
    const facts = policyFacts(contract, requestFacts(row));
    return { row, contract, ...outcomeOf(row, facts, policy, now) };
  });
}

type Judged = Pick<Outcome, 'decision' | 'facts' | 'state' | 'end' | 'holdCodes' | 'reasonCodes'>;

/** A due end was decided when it was scheduled and is only carried out; all else is decided now. */
function outcomeOf(
  row: Waiting,
  facts: CancellationFacts,
  policy: PolicyInForce,
  now: Date,
): Judged {
  const decision = decide(facts, policy, now);
  const codes = { holdCodes: holdCodes(decision), reasonCodes: reasonCodes(decision) };
  if (row.state === 'scheduled') {
    const planned = cancellationEnd(facts, policy.document);
    const end = { ...planned, effectiveAt: new Date(row.effective_at as string).toISOString() };
    return { decision: null, facts, state: 'completed', end, ...codes };
  }
  const end = { effective: decision.effective, effectiveAt: decision.effectiveAt };
  return { decision, facts, state: stateOf(decision.outcome), end, ...codes };
}

function stateOf(outcome: 'complete' | 'schedule' | 'review' | 'reject'): Outcome['state'] {
  switch (outcome) {
    case 'complete':
      return 'completed';
    case 'schedule':
      return 'scheduled';
    case 'review':
      return 'in_review';
    case 'reject':
      return 'rejected';
  }
}

function requestFacts(row: Waiting): CancellationFacts['request'] {
  return {
    kind: row.kind,
    effective: row.effective,
    wishedEnd: row.wished_end === null ? null : new Date(row.wished_end).toISOString(),
    requestedAt: new Date(row.requested_at).toISOString(),
    actorType: row.actor_type,
    actorRole: row.actor_role,
    quote: row.quote,
    approval: withoutText(row.approval),
    identified: row.door !== 'no_login',
    ...(row.overridden === true && { override: true }),
  };
}

/**
 * Locked in the order of their subscriptions, so that two sets never wait for each other in a ring, and
 * not against references: a set that has declared anew for the same subscriptions holds those.
 * An approved review is one that a person has decided; a scheduled one is due when its date has come.
 */
const LOCK = `
  select c.id, c.reference, c.subscription_id, c.kind, c.effective, c.wished_end, c.requested_at, c.actor_type,
         c.actor_role, c.quote, c.approval, c.state, c.effective_at, c.door,
         c.batch_id, c.mail_digest, c.override_reason is not null as overridden
    from cancellation c join subscription s on s.id = c.subscription_id
   where c.id = any($1::uuid[])
     and (c.state = 'requested'
       or (c.state = 'in_review' and c.approval is not null)
       or (c.state = 'scheduled' and c.effective_at <= $2))
   order by s.id, c.id
     for no key update of c, s`;
