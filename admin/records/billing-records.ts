import type { Field, RecordType } from './record-type.js';

const key = { sql: 'r.id', type: 'uuid' } as const;

const subscriptionId: Field = {
  name: 'subscriptionId',
  kind: 'code',
  sql: 'r.subscription_id',
  links: 'subscriptions',
  listed: true,
  filter: 'index',
  id: true,
};

const amount: Field = {
  name: 'amount',
  kind: 'money',
  sql: 'r.amount',
  currency: 'r.currency',
  listed: true,
};

const tax: Field = { name: 'tax', kind: 'money', sql: 'r.tax', currency: 'r.currency' };

const invoices: RecordType = {
  name: 'invoices',
  permission: 'records.see',
  from: 'invoice r',
  key,
  title: 'number',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    {
      name: 'number',
      kind: 'code',
      sql: 'r.number',
      listed: true,
      filter: 'index',
      condition: 'r.number = upper($)',
    },
    subscriptionId,
    amount,
    tax,
    {
      name: 'status',
      kind: 'word',
      sql: 'r.status',
      listed: true,
      filter: 'index',
      values: ['open', 'paid', 'void'],
    },
    { name: 'issuedAt', kind: 'time', sql: 'r.issued_at', listed: true },
    { name: 'chargeAttempts', kind: 'number', sql: 'r.charge_attempts' },
    { name: 'chargeError', kind: 'text', sql: 'r.charge_error' },
  ],
};

const payments: RecordType = {
  name: 'payments',
  permission: 'records.see',
  from: 'payment r',
  key,
  title: 'id',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', listed: true, filter: 'index', id: true },
    subscriptionId,
    {
      name: 'invoiceId',
      kind: 'code',
      sql: 'r.invoice_id',
      links: 'invoices',
      listed: true,
      filter: 'index',
      id: true,
    },
    amount,
    tax,
    {
      name: 'refunded',
      kind: 'money',
      sql: 'r.refunded_amount',
      currency: 'r.currency',
      listed: true,
    },
    { name: 'capturedAt', kind: 'time', sql: 'r.captured_at', listed: true },
    { name: 'gatewayReference', kind: 'code', sql: 'r.gateway_reference' },
    { name: 'externalId', kind: 'code', sql: 'r.external_id', filter: 'index' },
  ],
};

const refunds: RecordType = {
  name: 'refunds',
  permission: 'records.see',
  from: 'refund r',
  key,
  title: 'id',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', listed: true, filter: 'index', id: true },
    {
      name: 'cancellationId',
      kind: 'code',
      sql: 'r.cancellation_id',
      links: 'cancellations',
      listed: true,
      filter: 'index',
      id: true,
    },
    {
      name: 'paymentId',
      kind: 'code',
      sql: 'r.payment_id',
      links: 'payments',
      listed: true,
      filter: 'index',
      id: true,
    },
    amount,
    tax,
    {
      name: 'state',
      kind: 'word',
      sql: 'r.state',
      listed: true,
      filter: 'index',
      values: ['held', 'pending', 'issued', 'failed', 'voided'],
    },
    { name: 'holdCodes', kind: 'text', sql: `array_to_string(r.hold_codes, ' ')`, listed: true },
    { name: 'attempts', kind: 'number', sql: 'r.attempts' },
    { name: 'lastError', kind: 'text', sql: 'r.last_error' },
    { name: 'gatewayReference', kind: 'code', sql: 'r.gateway_reference', filter: 'index' },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at', listed: true },
    { name: 'issuedAt', kind: 'time', sql: 'r.issued_at' },
  ],
};

/** The money. */
export const billingRecords: readonly RecordType[] = [invoices, payments, refunds];
