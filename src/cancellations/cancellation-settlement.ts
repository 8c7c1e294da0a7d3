import { fullRefund, prorate } from '../billing/proration.js';
import { halfUpDivide } from '../shared/money.js';
import type { CancellationFacts, InvoiceFacts } from './cancellation-facts.js';
import { bindingQuote, type End } from './cancellation-end.js';

/** Money that goes back: paid parts as refunds of payments, unpaid parts as credit notes. Minor units. */
export interface Settlement {
  currency: string;
  refunds: { paymentId: string; amount: number; tax: number }[];
  creditNotes: { invoiceId: string; amount: number; tax: number }[];
  refund: { amount: number; net: number; tax: number };
  creditNote: { amount: number; net: number; tax: number };
  /** What stays owed on open invoices after the credit notes. */
  outstanding: number;
}

interface GivenBack {
  invoice: InvoiceFacts;
  credit: number;
  refund: number;
}

/**
 * What an end gives back: a withdrawal everything, an immediate end the unused time by the plan's
 * rule, an end of period nothing. A quote's refund and a person's amount take the place of the
 * computed one, within what was captured and not refunded yet. Source: design, "Kinds and effect".
 */
export function settle(facts: CancellationFacts, end: End): Settlement {
  const given = facts.invoices
    .filter((invoice) => invoice.status !== 'void')
    .map((invoice) => giveBack(facts, end, invoice));
  const promised = promisedRefund(facts, end);
  const bound = promised === null ? [] : given.filter(({ invoice }) => !isNewer(facts, invoice));
  const refunds = [
    ...allocate(
      promised ?? 0,
      bound.map(({ invoice }) => invoice),
    ),
    ...given
      .filter((one) => !bound.includes(one))
      .flatMap(({ invoice, refund }) => allocate(refund, [invoice])),
  ];
  const creditNotes = given
    .filter(({ credit }) => credit > 0)
    .map(({ invoice, credit }) => ({
      invoiceId: invoice.id,
      amount: credit,
      tax: share(credit, unpaidTax(invoice), unpaid(invoice)),
    }));
  return {
    currency: facts.subscription.currency,
    refunds,
    creditNotes,
    refund: total(refunds),
    creditNote: total(creditNotes),
    outstanding: given.reduce((sum, { invoice, credit }) => sum + unpaid(invoice) - credit, 0),
  };
}

function promisedRefund(facts: CancellationFacts, end: End): number | null {
  const { request } = facts;
  if (request.approval?.refundAmount !== undefined) return request.approval.refundAmount;
  return bindingQuote(facts, end.effective)?.refund.amount ?? null;
}

/** Whether a renewal issued the invoice after the quote, which therefore could not speak of it. */
function isNewer(
  { request: { approval, quote } }: CancellationFacts,
  { issuedAt }: InvoiceFacts,
): boolean {
  return approval?.refundAmount === undefined && quote !== null && issuedAt > quote.issuedAt;
}

function giveBack(facts: CancellationFacts, end: End, invoice: InvoiceFacts): GivenBack {
  const back = valueGivenBack(facts, end, invoice);
  const credit = Math.min(unpaid(invoice), back);
  return { invoice, credit, refund: Math.min(back - credit, refundable(invoice)) };
}

/** Of the invoice's whole value, paid or not, what the customer need not bear. */
function valueGivenBack(facts: CancellationFacts, end: End, invoice: InvoiceFacts): number {
  const { request, plan, account, subscription } = facts;
  const amounts = { paid: invoice.amount, tax: invoice.tax, alreadyRefunded: 0 };
  if (request.kind === 'withdrawal') return fullRefund(amounts).refund;
  // Nobody bears a period that begins when the service is over, e.g. by a renewal that came first.
  if (invoice.periodStartsAt >= end.effectiveAt) return invoice.amount;
  if (end.effective !== 'immediate' || end.effectiveAt >= invoice.periodEndsAt) return 0;
  const unused = prorate({
    ...amounts,
    currency: subscription.currency,
    from: new Date(invoice.periodStartsAt),
    to: new Date(invoice.periodEndsAt),
    at: new Date(end.effectiveAt),
    timeZone: account.timeZone,
    convention: isShort(invoice) ? 'second' : plan.refundConvention,
  }).refund;
  return share(unused, plan.refundSharePercent, 100);
}

/** Too short to be sure of a midnight in it, even where a day has 25 hours: it has no days to count. */
function isShort({ periodStartsAt, periodEndsAt }: InvoiceFacts): boolean {
  return Date.parse(periodEndsAt) - Date.parse(periodStartsAt) <= 25 * 3_600_000;
}

function captured(invoice: InvoiceFacts): number {
  return invoice.payments.reduce((sum, payment) => sum + payment.amount, 0);
}

function refundable(invoice: InvoiceFacts): number {
  return invoice.payments.reduce(
    (sum, payment) => sum + Math.max(0, payment.amount - payment.refunded),
    0,
  );
}

function unpaid(invoice: InvoiceFacts): number {
  if (invoice.status !== 'open') return 0;
  return Math.max(0, invoice.amount - captured(invoice) - invoice.credited);
}

/** The tax that no payment and no credit note has carried yet, so that the parts never sum above the whole. */
function unpaidTax(invoice: InvoiceFacts): number {
  const paid = invoice.payments.reduce((sum, payment) => sum + payment.tax, 0);
  const credited = share(invoice.credited, invoice.tax, invoice.amount);
  return Math.min(Math.max(0, invoice.tax - paid - credited), unpaid(invoice));
}

/** Spreads an amount over the payments of the invoices, none above what it can still give back. */
function allocate(amount: number, invoices: InvoiceFacts[]): Settlement['refunds'] {
  let left = amount;
  const parts: Settlement['refunds'] = [];
  for (const payment of invoices.flatMap((invoice) => invoice.payments)) {
    const part = Math.min(left, Math.max(0, payment.amount - payment.refunded));
    if (part > 0) {
      parts.push({
        paymentId: payment.id,
        amount: part,
        tax: share(part, payment.tax, payment.amount),
      });
      left -= part;
    }
  }
  return parts;
}

function share(amount: number, numerator: number, denominator: number): number {
  if (denominator === 0) return 0;
  return Number(halfUpDivide(BigInt(amount) * BigInt(numerator), BigInt(denominator)));
}

function total(parts: { amount: number; tax: number }[]): Settlement['refund'] {
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const tax = parts.reduce((sum, part) => sum + part.tax, 0);
  return { amount, net: amount - tax, tax };
}
