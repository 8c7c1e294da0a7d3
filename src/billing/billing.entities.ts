import { defineEntity, p } from '@mikro-orm/core';
import { Subscription } from '../subscriptions/subscription.entity.js';

const BillingPeriodSchema = defineEntity({
  name: 'BillingPeriod',
  tableName: 'billing_period',
  properties: {
    id: p.uuid().primary(),
    subscription: () => p.manyToOne(Subscription),
    startsAt: p.datetime(),
    endsAt: p.datetime(),
  },
});
export class BillingPeriod extends BillingPeriodSchema.class {}
BillingPeriodSchema.setClass(BillingPeriod);

const InvoiceSchema = defineEntity({
  name: 'Invoice',
  tableName: 'invoice',
  properties: {
    id: p.uuid().primary(),
    number: p.text().nullable(),
    subscription: () => p.manyToOne(Subscription),
    billingPeriod: () => p.manyToOne(BillingPeriod),
    amount: p.bigint('number'),
    tax: p.bigint('number'),
    currency: p.text(),
    status: p.text().$type<'open' | 'paid' | 'void'>(),
    chargeAttempts: p.integer().default(0),
    chargeError: p.text().nullable(),
    issuedAt: p.datetime(),
  },
});
/** What is owed for one billing period, tax included, in minor units. */
export class Invoice extends InvoiceSchema.class {}
InvoiceSchema.setClass(Invoice);

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.uuid().primary(),
    externalId: p.text().nullable(),
    invoice: () => p.manyToOne(Invoice),
    subscription: () => p.manyToOne(Subscription),
    amount: p.bigint('number'),
    tax: p.bigint('number'),
    currency: p.text(),
    refundedAmount: p.bigint('number').default(0),
    gatewayReference: p.text().nullable(),
    capturedAt: p.datetime(),
  },
});
/** Captured money. `refundedAmount` counts all refunds that are not voided; the database keeps it. */
export class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment);

const CreditNoteSchema = defineEntity({
  name: 'CreditNote',
  tableName: 'credit_note',
  properties: {
    id: p.uuid().primary(),
    number: p.text().nullable(),
    cancellationId: p.uuid(),
    invoice: () => p.manyToOne(Invoice),
    amount: p.bigint('number'),
    tax: p.bigint('number'),
    currency: p.text(),
    issuedAt: p.datetime(),
  },
});
/** The unpaid part of what is given back. */
export class CreditNote extends CreditNoteSchema.class {}
CreditNoteSchema.setClass(CreditNote);

export type RefundState = 'held' | 'pending' | 'issued' | 'failed' | 'voided';

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  properties: {
    id: p.uuid().primary(),
    cancellationId: p.uuid(),
    payment: () => p.manyToOne(Payment),
    amount: p.bigint('number'),
    tax: p.bigint('number'),
    currency: p.text(),
    state: p.text().$type<RefundState>(),
    holdCodes: p.array(),
    attempts: p.integer().default(0),
    lastError: p.text().nullable(),
    nextAttemptAt: p.datetime().nullable(),
    gatewayReference: p.text().nullable(),
    createdAt: p.datetime(),
    issuedAt: p.datetime().nullable(),
  },
});
/** The paid part of what is given back: held for people, pending for the gateway, then issued. */
export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);
