import type { EntityManager } from '@mikro-orm/postgresql';
import type { Approval } from './cancellation-facts.js';
import type { Cancellation } from './cancellation.entity.js';
import { decide, type Decision } from './cancellation-policy.js';
import { loadFacts, policyFacts } from './load-facts.js';
import { policyInForce } from './policy-in-force.js';

/** What a person's decision would come to, and whether that person may decide it alone. */
export interface WeighedApproval {
  /** Null where there is nothing to reckon: a refusal, or no subscription that could end. */
  decision: Decision | null;
  /** It goes against a rejecting rule or over the limit of the role, or a ground for cause is judged. */
  needsSecond: boolean;
}

/**
 * Weighs a decision by the function that will carry it out. Source: design, "Eligibility policy": going
 * against a `reject` or a limit needs four eyes; issue "The console": so does an extraordinary ground.
 */
export async function weighApproval(
  em: EntityManager,
  cancellation: Cancellation,
  approval: Approval,
  now: Date,
): Promise<WeighedApproval> {
  const none = { decision: null, needsSecond: false };
  if (approval.verdict === 'reject' || !cancellation.subscription) return none;
  const requestedAt = cancellation.requestedAt.toISOString();
  const policy = await policyInForce(em, now);
  const { id: cancellationId, subscription } = cancellation;
  const asked = { subscriptionId: subscription.id, requestedAt, cancellationId };
  const [contract] = await loadFacts(em, [asked], policy.document);
  if (contract === undefined) return none;
  const facts = policyFacts(contract, {
    kind: cancellation.kind,
    effective: cancellation.effective ?? null,
    wishedEnd: cancellation.wishedEnd?.toISOString() ?? null,
    requestedAt,
    actorType: cancellation.actorType,
    actorRole: cancellation.actorRole ?? null,
    quote: cancellation.quote ?? null,
    approval,
    identified: cancellation.door !== 'no_login',
  });
  const decision = decide(facts, policy, now);
  const overLimit = decision.rules.some((r) => r.code === 'refund_over_limit' && !r.passed);
  const cause = cancellation.kind === 'extraordinary';
  return { decision, needsSecond: cause || decision.end === 'reject' || overLimit };
}
