import type { EntityManager } from '@mikro-orm/postgresql';
import { withdrawalIsOpen } from './cancellation-end.js';
import { loadFacts, policyFacts } from './load-facts.js';
import { policyInForce } from './policy-in-force.js';
import type { OpenOne } from './request-targets.js';
import { refusesSecond } from './cancellation-request.js';
import type { AboutContract } from './write-declarations.js';

/**
 * Those of the declarations that take the place of an open ordinary cancellation: a cause, and a
 * withdrawal while that right is open. A withdrawal that comes too late joins the open one instead:
 * it will be refused, and must not cost the end that stands. A program gets the conflict.
 * Source: contract, "Customer doors".
 */
export async function takingThePlace(
  em: EntityManager,
  rest: readonly AboutContract[],
  open: ReadonlyMap<string, OpenOne>,
  receivedAt: Date,
): Promise<AboutContract[]> {
  const candidates = rest.filter(
    ({ request, target }) =>
      open.get(target.id)?.kind === 'ordinary' &&
      request.kind !== 'ordinary' &&
      !refusesSecond(request),
  );
  const withdrawals = candidates.filter(({ request }) => request.kind === 'withdrawal');
  if (withdrawals.length === 0) return candidates;
  const requestedAt = receivedAt.toISOString();
  const policy = await policyInForce(em, receivedAt);
  const contracts = await loadFacts(
    em,
    withdrawals.map(({ id, target }) => ({
      subscriptionId: target.id,
      requestedAt,
      cancellationId: id,
    })),
    null,
  );
  const late = withdrawals.filter((_one, index) => {
    const contract = contracts[index];
    if (contract === undefined) return true;
    const facts = policyFacts(contract, {
      kind: 'withdrawal',
      effective: null,
      wishedEnd: null,
      requestedAt,
      actorType: 'customer',
      actorRole: null,
      quote: null,
      approval: null,
    });
    return !withdrawalIsOpen(facts, policy.document);
  });
  return candidates.filter((one) => !late.includes(one));
}
