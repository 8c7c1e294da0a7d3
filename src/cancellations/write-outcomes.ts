import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { systemActor } from '../shared/actor.js';
import { newId } from '../shared/ids.js';
import { mailData } from './cancellation-mail.js';
import type { Carried, Outcome } from './cancellation-outcome.js';
import { decisionBytes } from './cancellation-policy.js';
import { settle, type Settlement } from './cancellation-settlement.js';

type Settled = Outcome & { settlement: Settlement };

const actor = systemActor('apply-cancellations');

/** Writes state, subscription, money, audit and mails of a whole set: one statement a table. */
export async function writeOutcomes(
  em: SqlEntityManager,
  outcomes: Outcome[],
  now: Date,
): Promise<Carried> {
  const settled = outcomes.map((outcome) => ({
    ...outcome,
    settlement: settle(outcome.facts, { ...outcome.end, notice: { days: 0, missed: false } }),
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
    ...settled.map((one) => stateLine(one, now)),
    ...ending.map((one) => subscriptionLine(one, now)),
    ...refunds.map((one) =>
      moneyLine('refund', `refund.${one.state === 'held' ? 'held' : 'requested'}`, one, now),
    ),
    ...creditNotes.map((one) => moneyLine('credit_note', 'credit_note.issued', one, now)),
  ]);
  const notifications = await queueNotifications(
    em,
    settled.map((one) => mailOf(one, now)),
  );
  const pending = refunds.filter(({ state }) => state === 'pending').map(({ id }) => id);
  return { cancellations: settled.map(({ row }) => row.id), notifications, refunds: pending };
}

async function writeCancellations(em: SqlEntityManager, all: Settled[], now: Date): Promise<void> {
  const rows = all.map(({ row, contract, state, end, decision }) => ({
    id: row.id,
    state,
    effective: state === 'in_review' || state === 'rejected' ? row.effective : end.effective,
    effective_at: state === 'completed' || state === 'scheduled' ? end.effectiveAt : null,
    completed: state === 'completed',
    decided: decision !== null && state !== 'in_review',
    subscription_before:
      state === 'scheduled'
        ? {
            status: 'active',
            autoRenew: contract.subscription.autoRenew,
            endsAt: contract.subscription.endsAt,
            nextInvoiceAt: contract.nextInvoiceAt,
          }
        : null,
  }));
  await sql(em, UPDATE_CANCELLATIONS, [JSON.stringify(rows), now]);
}

async function writeDecisions(em: SqlEntityManager, all: Settled[], now: Date): Promise<void> {
  const rows = all.flatMap(({ row, facts, decision }) =>
    decision === null
      ? []
      : [
          {
            id: newId(),
            cancellation_id: row.id,
            policy_version: decision.policyVersion,
            outcome: decision.outcome,
            // As text inside the JSON, so that jsonb on the way does not reorder the stored bytes.
            facts: JSON.stringify(facts),
            document: decisionBytes(decision),
          },
        ],
  );
  if (rows.length > 0) await sql(em, INSERT_DECISIONS, [JSON.stringify(rows), now]);
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

interface RefundRow {
  id: string;
  cancellation_id: string;
  payment_id: string;
  amount: number;
  tax: number;
  currency: string;
  state: 'held' | 'pending';
  hold_codes: string[];
}

function refundRows(ended: Settled[]): RefundRow[] {
  return ended.flatMap(({ row, settlement, holdCodes }) =>
    settlement.refunds.map(({ paymentId, amount, tax }) => ({
      id: newId(),
      cancellation_id: row.id,
      payment_id: paymentId,
      amount,
      tax,
      currency: settlement.currency,
      state: holdCodes.length > 0 ? 'held' : 'pending',
      hold_codes: holdCodes,
    })),
  );
}

async function writeRefunds(em: SqlEntityManager, rows: RefundRow[], now: Date): Promise<void> {
  if (rows.length > 0) await sql(em, INSERT_REFUNDS, [JSON.stringify(rows), now]);
}

interface CreditNoteRow {
  id: string;
  cancellation_id: string;
  invoice_id: string;
  amount: number;
  tax: number;
  currency: string;
}

function creditNoteRows(ended: Settled[]): CreditNoteRow[] {
  return ended.flatMap(({ row, settlement }) =>
    settlement.creditNotes.map(({ invoiceId, amount, tax }) => ({
      id: newId(),
      cancellation_id: row.id,
      invoice_id: invoiceId,
      amount,
      tax,
      currency: settlement.currency,
    })),
  );
}

async function writeCreditNotes(
  em: SqlEntityManager,
  rows: CreditNoteRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql(em, INSERT_CREDIT_NOTES, [JSON.stringify(rows), now]);
  await sql(em, CLOSE_CREDITED_INVOICES, [rows.map((row) => row.invoice_id)]);
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

function mailOf(one: Settled, now: Date): Parameters<typeof queueNotifications>[1][number] {
  const { row, contract, state, end, settlement, holdCodes, reasonCodes, facts } = one;
  const ends = state === 'completed' || state === 'scheduled';
  const { amount } = settlement.refund;
  return {
    dedupeKey: `${state}:${row.id}:${row.requested_at}`,
    cancellationId: row.id,
    accountId: contract.accountId,
    template: state,
    createdAt: now,
    data: mailData({
      reference: row.reference,
      planName: contract.planName,
      serviceTags: contract.serviceTags,
      orderNumber: contract.orderNumber,
      kind: row.kind,
      requestedAt: facts.request.requestedAt,
      effectiveAt: ends ? end.effectiveAt : null,
      wishedEnd: facts.request.wishedEnd,
      reasonCodes: [...reasonCodes, ...(ends ? holdCodes : [])],
      staffMessage: row.approval?.message ?? null,
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
         effective_at = coalesce(r.effective_at, c.effective_at),
         decided_at = case when r.decided then $2 else c.decided_at end,
         completed_at = case when r.completed then $2::timestamptz end,
         subscription_before = coalesce(r.subscription_before, c.subscription_before),
         changed_at = $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, state text, effective text, effective_at timestamptz,
         completed boolean, decided boolean, subscription_before json)
   where c.id = r.id`;

const INSERT_DECISIONS = `
  insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
  select id, cancellation_id, policy_version, outcome, facts::json, document::json, $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, cancellation_id uuid, policy_version integer,
         outcome text, facts text, document text)`;

const UPDATE_SUBSCRIPTIONS = `
  update subscription s
     set status = r.status, ends_at = r.ends_at, auto_renew = false,
         next_invoice_at = case when r.status = 'ending' and r.ends_at > s.period_ends_at
           then s.next_invoice_at end
    from jsonb_to_recordset($1::jsonb) as r (id uuid, status text, ends_at timestamptz)
   where s.id = r.id`;

const INSERT_REFUNDS = `
  insert into refund (id, cancellation_id, payment_id, amount, tax, currency, state, hold_codes,
         next_attempt_at, created_at)
  select id, cancellation_id, payment_id, amount, tax, currency, state,
         array(select jsonb_array_elements_text(hold_codes)), case when state = 'pending' then $2::timestamptz end, $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, cancellation_id uuid, payment_id uuid, amount bigint,
         tax bigint, currency text, state text, hold_codes jsonb)`;

const INSERT_CREDIT_NOTES = `
  insert into credit_note (id, cancellation_id, invoice_id, amount, tax, currency, issued_at)
  select id, cancellation_id, invoice_id, amount, tax, currency, $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, cancellation_id uuid, invoice_id uuid, amount bigint,
         tax bigint, currency text)`;

/** An invoice of which nothing is owed any more: void if nothing was ever paid, else paid. */
const CLOSE_CREDITED_INVOICES = `
  update invoice i
     set status = case when y.paid > 0 then 'paid' else 'void' end
    from (select i2.id, coalesce((select sum(p.amount) from payment p where p.invoice_id = i2.id), 0) as paid,
                 coalesce((select sum(n.amount) from credit_note n where n.invoice_id = i2.id), 0) as credited
            from invoice i2 where i2.id = any($1::uuid[])) y
   where i.id = y.id and i.status = 'open' and y.paid + y.credited >= i.amount`;
