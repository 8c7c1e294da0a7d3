import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { decide } from './cancellation-policy.js';
import { loadFacts, policyFacts } from './load-facts.js';
import type { PolicyDocument } from './policy-document.js';
import { policyInForce } from './policy-in-force.js';

/** More than anybody buys within a withdrawal period; the bound keeps the page from growing for ever. */
const MOST = 200;
/** A deadline is the end of a day at the account; its beginning may be two days of UTC away. */
const MARGIN_DAYS = 2;

/**
 * The subscriptions of an account that can be withdrawn from now, newest first: by the function that
 * decides withdrawals, over those young enough to be asked about at all.
 */
@Injectable()
export class FindWithdrawable {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @returns ids of subscriptions */
  async run(accountId: string): Promise<string[]> {
    const em = this.em.fork();
    const now = this.clock.now();
    const policy = await policyInForce(em, now);
    const since = new Date(
      now.getTime() - (longestPeriod(policy.document) + MARGIN_DAYS) * 86_400_000,
    );
    const young = await sql<{ id: string }>(em, YOUNG, [accountId, since, MOST]);
    const requestedAt = now.toISOString();
    const contracts = await loadFacts(
      em,
      young.map(({ id }) => ({ subscriptionId: id, requestedAt, cancellationId: null })),
      policy.document,
    );
    return contracts
      .filter((contract) => {
        const facts = policyFacts(contract, { ...asked, requestedAt });
        return decide(facts, policy, now).end === 'allow';
      })
      .map(({ subscription }) => subscription.id);
  }
}

const asked = {
  kind: 'withdrawal' as const,
  effective: null,
  wishedEnd: null,
  actorType: 'customer' as const,
  actorRole: null,
  quote: null,
  approval: null,
};

function longestPeriod({ withdrawal }: PolicyDocument): number {
  return Math.max(withdrawal.days, ...Object.values(withdrawal.byCountry));
}

const YOUNG = `
  select id from subscription
   where account_id = $1 and status = 'active' and started_at >= $2
   order by id desc limit $3`;
