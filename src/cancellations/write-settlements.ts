import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { Outcome } from './cancellation-outcome.js';
import type { Settlement } from './cancellation-settlement.js';

/** An outcome with the money that goes back. */
export type Settled = Outcome & { settlement: Settlement };

export interface RefundRow {
  id: string;
  cancellation_id: string;
  payment_id: string;
  amount: number;
  tax: number;
  currency: string;
  state: 'held' | 'pending';
  hold_codes: string[];
}

/** One refund per payment that gives back: held while a rule holds it, else on its way at once. */
export function refundRows(ended: Settled[]): RefundRow[] {
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

export async function writeRefunds(
  em: SqlEntityManager,
  rows: RefundRow[],
  now: Date,
): Promise<void> {
  if (rows.length > 0) await sql(em, INSERT_REFUNDS, [JSON.stringify(rows), now]);
}

export interface CreditNoteRow {
  id: string;
  cancellation_id: string;
  invoice_id: string;
  amount: number;
  tax: number;
  currency: string;
}

/** One credit note per invoice of which an unpaid part need not be borne. */
export function creditNoteRows(ended: Settled[]): CreditNoteRow[] {
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

export async function writeCreditNotes(
  em: SqlEntityManager,
  rows: CreditNoteRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql(em, INSERT_CREDIT_NOTES, [JSON.stringify(rows), now]);
  await sql(em, CLOSE_CREDITED_INVOICES, [rows.map((row) => row.invoice_id)]);
}

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
