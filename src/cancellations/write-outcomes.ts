import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { joined, joinedColumn, joinedJson } from '../database/joined.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { systemActor } from '../shared/actor.js';
import { toldCodes } from './cancellation-facts.js';
import { mailData } from './cancellation-mail.js';
import type { Carried, Outcome } from './cancellation-outcome.js';
import { settle } from './cancellation-settlement.js';
import { reviewDueAt } from './service-level.js';
import type { TakeBackLinks } from './take-back-links.js';
import { writeDecisions } from './write-decisions.js';
import {
  creditNoteRows,
  refundRows,
  writeCreditNotes,
  writeRefunds,
  type Settled,
} from './write-settlements.js';

const actor = systemActor('apply-cancellations');

/** Writes state, subscription, money, audit and mails of a whole set: one statement a table. */
export async function writeOutcomes(
  em: SqlEntityManager,
  outcomes: Outcome[],
  now: Date,
  links: TakeBackLinks,
): Promise<Carried> {
  const settled = outcomes.map((outcome) => ({
    ...outcome,
    settlement:
      outcome.decision?.settlement ??
      settle(outcome.facts, { ...outcome.end, notice: { days: 0, missed: false } }),
  }));
  const ending = settled.filter(isEnding);
  const ended = settled.filter(({ state }) => state === 'completed');
  await writeCancellations(em, settled, now);
  await writeDecisions(em, settled, now);
  await writeSubscriptions(em, ending);
  const refunds = refundRows(ended);
  await writeRefunds(em, refunds, now);
  const creditNotes = creditNoteRows(ended);
  await writeCreditNotes(em, creditNotes, now);
  await recordAudit(em, [
    ...settled.flatMap((one) => matchLines(one, now)),
    ...settled.map((one) => stateLine(one, now)),
    ...ending.map((one) => subscriptionLine(one, now)),
    ...refunds.map((one) =>
      moneyLine('refund', `refund.${one.state === 'held' ? 'held' : 'requested'}`, one, now),
    ),
    ...creditNotes.map((one) => moneyLine('credit_note', 'credit_note.issued', one, now)),
  ]);
  const notifications = await queueNotifications(
    em,
    settled.filter(isTold).map((one) => mailOf(one, now, links)),
  );
  // What a batch refunds is paid by the sweep, so that it does not stand before a single refund.
  const single = new Set(
    settled.filter(({ row }) => row.batch_id === null).map(({ row }) => row.id),
  );
  const pending = refunds
    .filter((refund) => refund.state === 'pending' && single.has(refund.cancellation_id))
    .map(({ id }) => id);
  return { cancellations: settled.map(({ row }) => row.id), notifications, refunds: pending };
}

async function writeCancellations(em: SqlEntityManager, all: Settled[], now: Date): Promise<void> {
  /** The one open place stays with the other: staff finds this one by its account. */
  const yields = (one: Settled): boolean => isWaiting(one) && one.contract.otherOpen;
  await sql(em, UPDATE_CANCELLATIONS, [
    now,
    joined(all.map(({ row }) => row.id)),
    joined(all.map(({ state }) => state)),
    joined(all.map((one) => (one.row.matched && !yields(one) ? one.row.subscription_id : null))),
    joined(all.map(({ row, contract }) => (row.matched ? contract.accountId : null))),
    joined(all.map(({ row }) => (row.matched ? row.wished_end : null))),
    joined(all.map((one) => (isEnding(one) ? one.end.effective : one.row.effective))),
    joined(all.map((one) => (isEnding(one) ? one.end.effectiveAt : null))),
    all.map(({ decision, state }) => decision !== null && state !== 'in_review'),
    joinedJson(all.map((one) => (one.state === 'scheduled' ? standing(one) : null))),
    joined(all.map((one) => (isWaiting(one) ? dueAt(one) : null))),
    joined(all.map((one) => (isWaiting(one) ? `{${one.reasonCodes.join(',')}}` : null))),
    joined(all.map((one) => (isWaiting(one) ? one.facts.plan.code : null))),
    joined(all.map((one) => (isWaiting(one) ? one.facts.account.country : null))),
  ]);
}

/** What taking a planned end back restores. */
function standing({ contract }: Settled): object {
  const { autoRenew, endsAt } = contract.subscription;
  return { status: 'active', autoRenew, endsAt, nextInvoiceAt: contract.nextInvoiceAt };
}

function dueAt({ row, reasonCodes, holdCodes }: Settled): string {
  return reviewDueAt(row.requested_at, row.kind, [...reasonCodes, ...holdCodes]);
}

async function writeSubscriptions(em: SqlEntityManager, ending: Settled[]): Promise<void> {
  if (ending.length === 0) return;
  await sql(em, UPDATE_SUBSCRIPTIONS, [
    joined(ending.map(({ contract }) => contract.subscription.id)),
    joined(ending.map(({ state }) => (state === 'completed' ? 'cancelled' : 'ending'))),
    joined(ending.map(({ end }) => end.effectiveAt)),
  ]);
}

/** What a declaration without sign-in was found to be about, and that the open one was declared again. */
function matchLines({ row, contract, facts }: Settled, at: Date): AuditLine[] {
  if (row.matched === undefined) return [];
  const { kind } = facts.request;
  const after = { subscriptionId: row.subscription_id, kind, door: row.door };
  const line = (action: string, id: string): AuditLine => ({
    at,
    action,
    actor,
    subjectType: 'cancellation',
    subjectId: id,
    cancellationId: id,
    after,
  });
  const open = contract.otherOpen ? contract.openCancellationId : null;
  return [
    line('cancellation.matched', row.id),
    ...(open === null ? [] : [line('declaration.attached', open)]),
  ];
}

function stateLine({ row, state, end, decision, reasonCodes }: Settled, at: Date): AuditLine {
  return {
    at,
    action: `cancellation.${state}`,
    actor,
    subjectType: 'cancellation',
    subjectId: row.id,
    cancellationId: row.id,
    reason: reasonCodes.length > 0 ? reasonCodes.join(',') : null,
    before: { state: row.state },
    after: {
      state,
      effective: end.effective,
      effectiveAt: end.effectiveAt,
      ...(decision === null ? {} : { policyVersion: decision.policyVersion }),
    },
  };
}

function subscriptionLine({ row, contract, state, end }: Settled, at: Date): AuditLine {
  const ended = state === 'completed';
  return {
    at,
    action: ended ? 'subscription.ended' : 'subscription.ending',
    actor,
    subjectType: 'subscription',
    subjectId: contract.subscription.id,
    cancellationId: row.id,
    before: { status: contract.subscription.status, autoRenew: contract.subscription.autoRenew },
    after: { status: ended ? 'cancelled' : 'ending', endsAt: end.effectiveAt },
  };
}

function moneyLine(
  subjectType: string,
  action: string,
  row: {
    id: string;
    cancellation_id: string;
    amount: number;
    currency: string;
    hold_codes?: string[];
  },
  at: Date,
): AuditLine {
  return {
    at,
    action,
    actor,
    subjectType,
    subjectId: row.id,
    cancellationId: row.cancellation_id,
    reason:
      row.hold_codes !== undefined && row.hold_codes.length > 0 ? row.hold_codes.join(',') : null,
    after: { amount: row.amount, currency: row.currency },
  };
}

function isWaiting({ state }: Settled): boolean {
  return state === 'in_review';
}

function isEnding({ state }: Settled): boolean {
  return state === 'completed' || state === 'scheduled';
}

/** Only the batch's own decision stands in its digest; what comes later is told by itself. */
function isTold({ row }: Settled): boolean {
  return !row.mail_digest || row.state !== 'requested';
}

function mailOf(
  one: Settled,
  now: Date,
  links: TakeBackLinks,
): Parameters<typeof queueNotifications>[1][number] {
  const { row, contract, state, end, settlement, holdCodes, reasonCodes, facts } = one;
  // Whoever cancelled without signing in may have been a stranger: the owner can undo it by a link.
  const stranger = state === 'scheduled' && row.door === 'no_login';
  const ends = isEnding(one);
  const { amount } = settlement.refund;
  return {
    dedupeKey: `${state}:${row.id}:${row.requested_at}`,
    cancellationId: row.id,
    accountId: contract.accountId,
    template: stranger ? 'revoke_link' : state,
    createdAt: now,
    bulk: row.batch_id !== null && row.state === 'requested',
    data: mailData({
      reference: row.reference,
      planName: contract.planName,
      serviceTags: contract.serviceTags,
      orderNumber: contract.orderNumber,
      kind: row.kind,
      requestedAt: facts.request.requestedAt,
      effectiveAt: ends ? end.effectiveAt : null,
      wishedEnd: facts.request.wishedEnd,
      reasonCodes: [...toldCodes(reasonCodes, row.approval), ...(ends ? holdCodes : [])],
      staffMessage: row.approval?.message ?? null,
      revokeUrl: stranger ? links.urlOf(row.id) : null,
      refund:
        ends && amount > 0
          ? {
              amount,
              currency: settlement.currency,
              state: holdCodes.length > 0 ? 'held' : 'pending',
            }
          : null,
      creditNote:
        ends && settlement.creditNote.amount > 0
          ? { amount: settlement.creditNote.amount, currency: settlement.currency }
          : null,
    }),
  };
}

const UPDATE_CANCELLATIONS = `
  update cancellation c
     set state = r.state, effective = r.effective,
         subscription_id = coalesce(r.subscription_id, c.subscription_id),
         account_id = coalesce(r.account_id, c.account_id),
         wished_end = coalesce(r.wished_end, c.wished_end),
         effective_at = coalesce(r.effective_at, c.effective_at),
         decided_at = case when r.decided then $1 else c.decided_at end,
         completed_at = case when r.state = 'completed' then $1::timestamptz end,
         subscription_before = coalesce(r.subscription_before, c.subscription_before),
         due_at = coalesce(r.due_at, c.due_at),
         review_reasons = coalesce(r.review_reasons::text[], c.review_reasons),
         review_plan = coalesce(r.review_plan, c.review_plan),
         review_country = coalesce(r.review_country, c.review_country),
         proposal = case when r.state = 'in_review' then c.proposal end,
         attempts = 0, last_error = null, changed_at = $1
    from unnest(${joinedColumn('$2', 'uuid')}, ${joinedColumn('$3', 'text')}, ${joinedColumn('$4', 'uuid')},
           ${joinedColumn('$5', 'uuid')}, ${joinedColumn('$6', 'timestamptz')}, ${joinedColumn('$7', 'text')},
           ${joinedColumn('$8', 'timestamptz')}, $9::boolean[], ${joinedColumn('$10', 'json')},
           ${joinedColumn('$11', 'timestamptz')}, ${joinedColumn('$12', 'text')},
           ${joinedColumn('$13', 'text')}, ${joinedColumn('$14', 'text')})
         as r (id, state, subscription_id, account_id, wished_end, effective, effective_at, decided,
           subscription_before, due_at, review_reasons, review_plan, review_country)
   where c.id = r.id`;

const UPDATE_SUBSCRIPTIONS = `
  update subscription s
     set status = r.status, ends_at = r.ends_at, auto_renew = false,
         next_invoice_at = case when r.status = 'ending' and r.ends_at > s.period_ends_at
           then s.next_invoice_at end
    from unnest(${joinedColumn('$1', 'uuid')}, ${joinedColumn('$2', 'text')},
           ${joinedColumn('$3', 'timestamptz')}) as r (id, status, ends_at)
   where s.id = r.id`;
