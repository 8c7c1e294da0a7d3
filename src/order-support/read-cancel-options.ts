import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  cancellationKinds,
  type CancellationFacts,
  type CancellationKind,
  type Effective,
} from '../cancellations/cancellation-facts.js';
import { decide, finalCodes, type Decision } from '../cancellations/cancellation-policy.js';
import { loadFacts, policyFacts } from '../cancellations/load-facts.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { maskEmail, maskName } from '../shared/mask.js';
import { may } from '../staff/permissions.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { CancelOptionsView } from './customer.view.js';

/** What could be filed for a customer, by the function that will decide it. */
@Injectable()
export class ReadCancelOptions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Money in minor units. @throws DomainError `not_found` */
  async run(subscriptionId: string, reader: StaffMember): Promise<CancelOptionsView> {
    const em = this.em.fork();
    const now = this.clock.now();
    const [found] = isUuid(subscriptionId)
      ? await sql<CancelOptionsView['customer'] & { code: string; plan: string }>(em, FIND, [
          subscriptionId,
        ])
      : [];
    if (found === undefined) throw notFound('subscription');
    const policy = await policyInForce(em, now);
    const asked = { subscriptionId, requestedAt: now.toISOString(), cancellationId: null };
    const [contract] = await loadFacts(em, [asked], policy.document);
    if (contract === undefined) throw notFound('subscription');
    const decided = candidates.map((candidate) => {
      const facts = policyFacts(contract, request(candidate, reader, now));
      return decide(facts, policy, now);
    });
    const usual = decided[0] as Decision;
    const { code, plan, ...customer } = found;
    return {
      subscriptionId,
      customer: may(reader.role, 'personal.see')
        ? customer
        : { ...customer, name: maskName(customer.name), email: maskEmail(customer.email) },
      plan: { code, name: plan },
      reasons: failedRules(usual),
      options: decided.filter((decision) => !isFinal(decision)).map(option),
      override: usual.end === 'reject' && !isFinal(usual),
      policyVersion: policy.version,
    };
  }
}

const effects: Record<CancellationKind, Effective[]> = {
  ordinary: ['end_of_period', 'immediate'],
  extraordinary: ['immediate'],
  withdrawal: ['immediate'],
};

const candidates = cancellationKinds.flatMap((kind) =>
  effects[kind].map((effective) => ({ kind, effective })),
);

function request(
  asked: { kind: CancellationKind; effective: Effective },
  reader: StaffMember,
  now: Date,
): CancellationFacts['request'] {
  return {
    ...asked,
    wishedEnd: null,
    requestedAt: now.toISOString(),
    actorType: 'staff',
    actorRole: reader.role,
    quote: null,
    approval: null,
    identified: true,
  };
}

function option(decision: Decision): CancelOptionsView['options'][number] {
  const { kind, effective, effectiveAt, settlement } = decision;
  const { amount } = settlement.refund;
  return {
    kind,
    effective,
    effectiveAt,
    refund: amount > 0 ? { amount, currency: settlement.currency } : null,
    reasons: failedRules(decision),
    override: decision.end === 'reject',
    needsSecond: decision.end === 'reject' || kind === 'extraordinary',
  };
}

function failedRules({ rules }: Decision): { code: string; speaksTo: string }[] {
  return rules.filter(({ passed }) => !passed).map(({ code, speaksTo }) => ({ code, speaksTo }));
}

/** Nothing is left that could end: no one can override that. */
function isFinal({ rules }: Decision): boolean {
  return rules.some(({ code, passed }) => !passed && finalCodes.includes(code));
}

const FIND = `
  select a.id, a.name, a.email, a.country, a.language, p.code, p.name as plan
    from subscription s join account a on a.id = s.account_id join plan p on p.code = s.plan_code
   where s.id = $1`;
