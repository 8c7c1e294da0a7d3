import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { visibleAccountSql, type Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { CancellationKind, Effective } from './cancellation-facts.js';
import {
  decide,
  reasonCodes,
  type Decision,
  type PolicyInForce,
  type RuleCode,
} from './cancellation-policy.js';
import { loadFacts, policyFacts, type ContractFacts } from './load-facts.js';
import { policyInForce } from './policy-in-force.js';
import { QUOTE_MINUTES, Quotes } from './quote.js';

export interface OptionView {
  kind: CancellationKind;
  effective: Effective;
  effectiveAt: string;
  refund: { amount: number; currency: string };
  quote: string;
  quoteExpiresAt: string;
}

/** What the customer's own door would offer for a subscription now, or why it offers nothing. */
export interface OptionsView {
  cancellable: boolean;
  route: 'self_service' | 'order_support' | 'none';
  reasons: { code: RuleCode }[];
  options: OptionView[];
  policyVersion: number;
}

const candidates: { kind: CancellationKind; effective: Effective }[] = [
  { kind: 'ordinary', effective: 'end_of_period' },
  { kind: 'ordinary', effective: 'immediate' },
  { kind: 'withdrawal', effective: 'immediate' },
];

/** Previews a cancellation with the function that will decide it; each option carries a quote that binds. */
@Injectable()
export class CancellationOptions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly quotes: Quotes,
  ) {}

  /** @throws DomainError `not_found`, also for what is not visible */
  async run(subscriptionId: string, visibility: Visibility | null): Promise<OptionsView> {
    const em = this.em.fork();
    const now = this.clock.now();
    if (!isUuid(subscriptionId) || !(await isVisible(em, subscriptionId, visibility))) {
      throw notFound('subscription');
    }
    const policy = await policyInForce(em, now);
    const asked = { subscriptionId, requestedAt: now.toISOString(), cancellationId: null };
    const [contract] = await loadFacts(em, [asked], policy.document);
    if (contract === undefined) throw notFound('subscription');
    const usual = preview(contract, { kind: 'ordinary', effective: null }, policy, now);
    const options = candidates
      .map((candidate) => preview(contract, candidate, policy, now))
      .filter((decision) => decision.end === 'allow')
      .map((decision) => this.option(subscriptionId, decision, now));
    return {
      cancellable: options.length > 0,
      route: routeOf(options.length > 0, usual),
      reasons: reasonsOf(usual).map((code) => ({ code })),
      options,
      policyVersion: policy.version,
    };
  }

  private option(subscriptionId: string, decision: Decision, now: Date): OptionView {
    const { kind, effective, effectiveAt, settlement } = decision;
    const refund = { amount: settlement.refund.amount, currency: settlement.currency };
    const expiresAt = new Date(now.getTime() + QUOTE_MINUTES * 60_000).toISOString();
    const quote = this.quotes.sign({
      subscriptionId,
      kind,
      effective,
      effectiveAt,
      refund,
      issuedAt: now.toISOString(),
      expiresAt,
    });
    return { kind, effective, effectiveAt, refund, quote, quoteExpiresAt: expiresAt };
  }
}

function preview(
  contract: ContractFacts,
  asked: { kind: CancellationKind; effective: Effective | null },
  policy: PolicyInForce,
  now: Date,
): Decision {
  const facts = policyFacts(contract, {
    ...asked,
    wishedEnd: null,
    requestedAt: now.toISOString(),
    actorType: 'customer',
    actorRole: null,
    quote: null,
    approval: null,
  });
  return decide(facts, policy, now);
}

function routeOf(cancellable: boolean, usual: Decision): OptionsView['route'] {
  if (cancellable) return 'self_service';
  return usual.end === 'review' ? 'order_support' : 'none';
}

/** Why it is refused or handed to people; where it is allowed, what the customer should know of. */
function reasonsOf(usual: Decision): RuleCode[] {
  if (usual.end !== 'allow') return reasonCodes(usual);
  return usual.rules.filter((r) => r.speaksTo === 'end' && !r.passed).map((r) => r.code);
}

async function isVisible(
  em: EntityManager,
  subscriptionId: string,
  visibility: Visibility | null,
): Promise<boolean> {
  if (visibility === null || visibility.operator) return true;
  const rows = await sql(
    em,
    `select 1 from subscription s where s.id = $1 and ${visibleAccountSql('s.account_id', '$2')}`,
    [subscriptionId, visibility.clientId],
  );
  return rows.length > 0;
}
