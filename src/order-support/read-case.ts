import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { releaseLimit } from '../billing/release-refund.js';
import { Cancellation } from '../cancellations/cancellation.entity.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { may } from '../staff/permissions.js';
import { actorOf, type StaffMember } from '../staff/staff-request.js';
import { caseActions } from './case-actions.js';
import { maskCase } from './case-masks.js';
import { casePreviews } from './case-previews.js';
import { loadCaseLists, loadContractLists } from './case-rows.js';
import type { CaseView } from './case.view.js';
import { liveClaim } from './review-claims.js';

/** What the row itself does not hold. */
interface Beside {
  name: string | null;
  override: string | null;
  due: string | null;
  proposer: string | null;
}

/** Everything that deciding one cancellation takes, and what the reader may do with it. */
@Injectable()
export class ReadCase {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Money in minor units; personal fields masked unless the reader's role sees them.
   * @param unmasked shows them all the same; whoever asks for that writes it into the audit
   * @throws DomainError `not_found`
   */
  async run(id: string, reader: StaffMember, unmasked = false): Promise<CaseView> {
    const em = this.em.fork();
    const found = isUuid(id)
      ? await em.findOne(Cancellation, { id }, { populate: ['account', 'subscription.plan'] })
      : null;
    if (found === null) throw notFound('cancellation');
    const persons = unmasked || may(reader.role, 'personal.see');
    const view = await this.view(em, found, reader);
    const shown = persons ? view : maskCase(view);
    const revealable = !persons && may(reader.role, 'personal.reveal');
    return { ...shown, persons: { masked: !persons, revealable } };
  }

  private async view(
    em: EntityManager,
    found: Cancellation,
    reader: StaffMember,
  ): Promise<Omit<CaseView, 'persons'>> {
    const now = this.clock.now();
    const [beside] = await sql<Beside>(em, BESIDE, [found.id]);
    const lists = await loadCaseLists(em, found.id, found.account?.id ?? null);
    const claim = await liveClaim(em, found.id, now);
    const waits = found.state === 'in_review' && !found.approval;
    const previews = waits ? await casePreviews(em, found, reader, now) : [];
    const releaseNeedsSecond = await this.needsSecond(em, lists.refunds, reader, now);
    return {
      ...declared(found, beside?.name ?? null),
      dueAt: waits && beside?.due != null ? new Date(beside.due).toISOString() : null,
      account: accountOf(found),
      subscription: await this.subscription(em, found),
      ...lists,
      previews,
      claim,
      proposal: waits ? proposalOf(found, beside) : null,
      releaseNeedsSecond,
      actions: caseActions(
        {
          state: found.state,
          decided: Boolean(found.approval),
          matched: Boolean(found.subscription),
          failedFrom: found.failedFrom ?? null,
          filedBy: found.actorType === 'staff' ? (found.actorId ?? null) : null,
          claimedBy: claim?.by.id ?? null,
          proposedBy: found.proposal?.by.id ?? null,
          endable: previews.length > 0,
          releasable: lists.refunds.some((refund) =>
            isReleasable(refund, reader, releaseNeedsSecond),
          ),
          failedRefund: lists.refunds.some(({ state }) => state === 'failed'),
        },
        reader,
      ),
    };
  }

  private async subscription(
    em: EntityManager,
    { subscription }: Cancellation,
  ): Promise<CaseView['subscription']> {
    if (!subscription) return null;
    const { plan } = subscription;
    return {
      id: subscription.id,
      orderNumber: subscription.orderNumber,
      plan: { code: plan.code, name: plan.name, route: plan.route, segment: plan.segment },
      status: subscription.status,
      autoRenew: subscription.autoRenew,
      startedAt: subscription.startedAt.toISOString(),
      period: {
        startsAt: subscription.periodStartsAt.toISOString(),
        endsAt: subscription.periodEndsAt.toISOString(),
      },
      endsAt: subscription.endsAt?.toISOString() ?? null,
      price: { amount: subscription.priceAmount, currency: subscription.currency },
      intervalMonths: subscription.intervalMonths,
      ...(await loadContractLists(em, subscription.id)),
    };
  }

  /** Above the reader's limit; the refunds of a cancellation count together, as where they are released. */
  private async needsSecond(
    em: EntityManager,
    refunds: CaseView['refunds'],
    reader: StaffMember,
    now: Date,
  ): Promise<boolean> {
    const held = refunds.find(({ state }) => state === 'held');
    if (held === undefined) return false;
    const { currency } = held.amount;
    const total = refunds
      .filter(({ state, amount }) => state !== 'voided' && amount.currency === currency)
      .reduce((sum, { amount }) => sum + amount.amount, 0);
    const { document } = await policyInForce(em, now);
    return total > releaseLimit(actorOf(reader), document.refundLimits, currency);
  }
}

/** Within one's limit, first to propose it, or second to agree. */
function isReleasable(
  { state, releaseProposedBy }: CaseView['refunds'][number],
  reader: StaffMember,
  needsSecond: boolean,
): boolean {
  if (state !== 'held') return false;
  if (!needsSecond || releaseProposedBy === null) return true;
  return releaseProposedBy.id !== reader.id && may(reader.role, 'reviews.second');
}

function declared(
  found: Cancellation,
  staffName: string | null,
): Pick<
  CaseView,
  | 'id'
  | 'reference'
  | 'version'
  | 'state'
  | 'kind'
  | 'effective'
  | 'wishedEnd'
  | 'ground'
  | 'reason'
  | 'door'
  | 'requestedBy'
  | 'requestedAt'
  | 'decidedAt'
  | 'effectiveAt'
  | 'completedAt'
  | 'failedFrom'
  | 'lastError'
> {
  return {
    id: found.id,
    reference: found.reference,
    version: found.changedAt.toISOString(),
    state: found.state,
    kind: found.kind,
    effective: found.effective ?? null,
    wishedEnd: found.wishedEnd?.toISOString() ?? null,
    ground: found.ground ?? null,
    reason: { code: found.reasonCode, comment: found.reasonComment ?? null },
    door: found.door,
    requestedBy: { type: found.actorType, name: staffName ?? found.actorName },
    requestedAt: found.requestedAt.toISOString(),
    decidedAt: found.decidedAt?.toISOString() ?? null,
    effectiveAt: found.effectiveAt?.toISOString() ?? null,
    completedAt: found.completedAt?.toISOString() ?? null,
    failedFrom: found.failedFrom ?? null,
    lastError: found.lastError ?? null,
  };
}

function accountOf({ account }: Cancellation): CaseView['account'] {
  if (!account) return null;
  const { id, name, email, country, language } = account;
  return { id, name, email, country, language };
}

function proposalOf(
  { proposal, subscription }: Cancellation,
  beside: Beside | undefined,
): CaseView['proposal'] {
  if (!proposal) return null;
  const { verdict, by, effective, effectiveAt, refundAmount, message } = proposal;
  return {
    verdict,
    by: { id: by.id ?? '', name: beside?.proposer ?? '' },
    effective: effective ?? null,
    effectiveAt: effectiveAt ?? null,
    refund:
      refundAmount === undefined || !subscription
        ? null
        : { amount: refundAmount, currency: subscription.currency },
    message: message ?? null,
    reason: beside?.override ?? null,
  };
}

const BESIDE = `
  select m.name, c.override_reason as override, c.due_at as due, o.name as proposer
    from cancellation c
    left join staff_member m on c.actor_type = 'staff' and m.id = c.actor_id
    left join staff_member o on o.id = (c.proposal -> 'by' ->> 'id')::uuid
   where c.id = $1`;
