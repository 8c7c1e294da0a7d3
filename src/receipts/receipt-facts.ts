import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { toldCodes, type Approval, type Quote } from '../cancellations/cancellation-facts.js';
import { holdCodes, reasonCodes, type Decision } from '../cancellations/cancellation-policy.js';
import type { CancellationState } from '../cancellations/cancellation-state.js';
import { sql } from '../database/sql.js';
import {
  outcomeStageOf,
  type OutcomeStage,
  type ReceiptContract,
  type ReceiptFacts,
  type ReceiptOutcome,
  type ReceiptRefundState,
} from './receipt-content.js';

interface FactsRow {
  id: string;
  cancellation_id: string;
  received_at: string;
  door: ReceiptFacts['door'];
  content: Record<string, unknown>;
  reference: string;
  kind: ReceiptFacts['kind'];
  state: CancellationState;
  effective_at: string | null;
  decided_at: string | null;
  completed_at: string | null;
  changed_at: string;
  quote: Quote | null;
  approval: Approval | null;
  plan_code: string | null;
  plan_name: string | null;
  order_number: string | null;
  service_tags: string[];
  name: string | null;
  email: string | null;
  language: string | null;
  country: string | null;
  time_zone: string | null;
  decision: Decision | null;
  refund_amount: string | null;
  refund_currency: string | null;
  refund_state: ReceiptRefundState | null;
  credit_amount: string | null;
  credit_currency: string | null;
}

/** Everything that a receipt is made of, by one statement; null for an unknown declaration. */
export async function loadReceiptFacts(
  em: SqlEntityManager,
  declarationId: string,
): Promise<ReceiptFacts | null> {
  const [row] = await sql<FactsRow>(em, FACTS, [declarationId]);
  if (row === undefined) return null;
  // A declaration that joined an open cancellation has the end of that one, not its quote.
  const quoted = row.id === row.cancellation_id ? row.quote : null;
  return {
    declarationId: row.id,
    reference: row.reference,
    door: row.door,
    receivedAt: instant(row.received_at),
    content: row.content,
    kind: row.kind,
    state: row.state,
    account: account(row),
    contract: contract(row),
    effectiveAt:
      row.effective_at === null ? (quoted?.effectiveAt ?? null) : instant(row.effective_at),
    outcome: outcome(row),
  };
}

function account(row: FactsRow): ReceiptFacts['account'] {
  const { name, email, time_zone: timeZone, language, country } = row;
  if (name === null || email === null || timeZone === null) return null;
  const regional = language !== null && !language.includes('-');
  return { name, email, timeZone, locale: regional ? `${language}-${country}` : (language ?? '') };
}

function contract(row: FactsRow): ReceiptContract | null {
  if (row.plan_code === null || row.plan_name === null || row.order_number === null) return null;
  return {
    plan: { code: row.plan_code, name: row.plan_name },
    serviceTags: row.service_tags,
    orderNumber: row.order_number,
  };
}

function outcome(row: FactsRow): ReceiptOutcome | null {
  const state = outcomeStageOf(row.state);
  if (state === null) return null;
  const ends = state === 'scheduled' || state === 'completed';
  return {
    state,
    at: instant(settledAt(row, state)),
    effectiveAt: ends && row.effective_at !== null ? instant(row.effective_at) : null,
    refund: ends ? refund(row) : null,
    creditNote: ends ? creditNote(row) : null,
    reasons: reasons(row, state),
    message: state === 'revoked' ? null : (row.approval?.message ?? null),
  };
}

function settledAt(row: FactsRow, state: OutcomeStage): string {
  const at = state === 'completed' ? row.completed_at : state === 'revoked' ? null : row.decided_at;
  return at ?? row.changed_at;
}

/** Money that was written down, and of an end that is still to come what was decided. */
function refund(row: FactsRow): ReceiptOutcome['refund'] {
  const { refund_amount: amount, refund_currency: currency, refund_state: state, decision } = row;
  if (amount !== null && currency !== null && state !== null) {
    return { amount: Number(amount), currency, state };
  }
  if (row.state === 'completed' || decision === null) return null;
  const { refund: decided, currency: decidedCurrency } = decision.settlement;
  if (decided.amount === 0) return null;
  const expected = holdCodes(decision).length > 0 ? 'held' : 'pending';
  return { amount: decided.amount, currency: decidedCurrency, state: expected };
}

function creditNote(row: FactsRow): ReceiptOutcome['creditNote'] {
  const { credit_amount: amount, credit_currency: currency, decision } = row;
  if (amount !== null && currency !== null) return { amount: Number(amount), currency };
  if (row.state === 'completed' || decision === null) return null;
  const { creditNote: decided, currency: decidedCurrency } = decision.settlement;
  return decided.amount === 0 ? null : { amount: decided.amount, currency: decidedCurrency };
}

/** Why: of a refusal what refused, of an end what moved it or holds its refund. */
function reasons({ decision, approval }: FactsRow, state: OutcomeStage): string[] {
  if (state === 'revoked') return [];
  if (state === 'rejected') {
    const refused = decision?.outcome === 'reject' ? reasonCodes(decision) : [];
    return toldCodes(refused.length > 0 ? refused : ['staff_decision'], approval);
  }
  if (decision === null) return [];
  const held = decision.settlement.refund.amount > 0 ? holdCodes(decision) : [];
  return [...(approval === null ? reasonCodes(decision) : []), ...held];
}

function instant(text: string): string {
  return new Date(text).toISOString();
}

const FACTS = `
  select d.id, d.cancellation_id, d.received_at, d.door, d.content, c.reference, c.kind, c.state,
         c.effective_at, c.decided_at, c.completed_at, c.changed_at, c.quote, c.approval,
         p.code as plan_code, p.name as plan_name, s.order_number,
         array(select v.service_tag from subscription_device sd join device v on v.id = sd.device_id
                where sd.subscription_id = s.id order by v.service_tag) as service_tags,
         a.name, a.email, a.language, a.country, a.time_zone,
         (select document from decision where cancellation_id = c.id order by id desc limit 1) as decision,
         r.amount as refund_amount, r.currency as refund_currency, r.state as refund_state,
         n.amount as credit_amount, n.currency as credit_currency
    from declaration d
    join cancellation c on c.id = d.cancellation_id
    left join subscription s on s.id = c.subscription_id
    left join plan p on p.code = s.plan_code
    left join account a on a.id = c.account_id
    left join lateral (
      select sum(amount)::bigint as amount, min(currency) as currency,
             case when bool_or(state = 'held') then 'held' when bool_or(state = 'failed') then 'failed'
                  when bool_or(state = 'pending') then 'pending' else 'issued' end as state
        from refund where cancellation_id = c.id and state <> 'voided') r on r.amount is not null
    left join lateral (
      select sum(amount)::bigint as amount, min(currency) as currency
        from credit_note where cancellation_id = c.id) n on n.amount is not null
   where d.id = $1`;
