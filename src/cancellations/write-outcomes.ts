import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
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
  const ending = settled.filter(({ state }) => state === 'completed' || state === 'scheduled');
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
  const rows = all.map(
    ({ row, contract, facts, state, end, decision, reasonCodes, holdCodes }) => ({
      id: row.id,
      state,
      ...(row.matched && {
        // The one open place stays with the other: staff finds this one by its account.
        subscription_id: state === 'in_review' && contract.otherOpen ? null : row.subscription_id,
        account_id: contract.accountId,
        wished_end: row.wished_end,
      }),
      effective: state === 'in_review' || state === 'rejected' ? row.effective : end.effective,
      effective_at: state === 'completed' || state === 'scheduled' ? end.effectiveAt : null,
      completed: state === 'completed',
      decided: decision !== null && state !== 'in_review',
      ...(state === 'in_review' && {
        due_at: reviewDueAt(row.requested_at, row.kind, [...reasonCodes, ...holdCodes]),
        review_reasons: reasonCodes,
        review_plan: facts.plan.code,
        review_country: facts.account.country,
      }),
      subscription_before:
        state === 'scheduled'
          ? {
              status: 'active',
              autoRenew: contract.subscription.autoRenew,
              endsAt: contract.subscription.endsAt,
              nextInvoiceAt: contract.nextInvoiceAt,
            }
          : null,
    }),
  );
  await sql(em, UPDATE_CANCELLATIONS, [JSON.stringify(rows), now]);
}

async function writeSubscriptions(em: SqlEntityManager, ending: Settled[]): Promise<void> {
  if (ending.length === 0) return;
  const rows = ending.map(({ contract, state, end }) => ({
    id: contract.subscription.id,
    status: state === 'completed' ? 'cancelled' : 'ending',
    ends_at: end.effectiveAt,
  }));
  await sql(em, UPDATE_SUBSCRIPTIONS, [JSON.stringify(rows)]);
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
  const ends = state === 'completed' || state === 'scheduled';
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
         decided_at = case when r.decided then $2 else c.decided_at end,
         completed_at = case when r.completed then $2::timestamptz end,
         subscription_before = coalesce(r.subscription_before, c.subscription_before),
         due_at = coalesce(r.due_at, c.due_at),
         review_reasons = coalesce(r.review_reasons, c.review_reasons),
         review_plan = coalesce(r.review_plan, c.review_plan),
         review_country = coalesce(r.review_country, c.review_country),
         proposal = case when r.state = 'in_review' then c.proposal end,
         attempts = 0, last_error = null, changed_at = $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, state text, subscription_id uuid, account_id uuid, wished_end timestamptz,
         effective text, effective_at timestamptz, completed boolean, decided boolean, subscription_before json,
         due_at timestamptz, review_reasons text[], review_plan text, review_country text)
   where c.id = r.id`;

const UPDATE_SUBSCRIPTIONS = `
  update subscription s
     set status = r.status, ends_at = r.ends_at, auto_renew = false,
         next_invoice_at = case when r.status = 'ending' and r.ends_at > s.period_ends_at
           then s.next_invoice_at end
    from jsonb_to_recordset($1::jsonb) as r (id uuid, status text, ends_at timestamptz)
   where s.id = r.id`;
