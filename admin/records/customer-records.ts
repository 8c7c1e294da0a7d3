import type { RecordType } from './record-type.js';

const key = { sql: 'r.id', type: 'uuid' } as const;

const accounts: RecordType = {
  name: 'accounts',
  permission: 'records.see',
  from: 'account r',
  key,
  title: 'email',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    { name: 'name', kind: 'text', sql: 'r.name', personal: 'name', listed: true },
    {
      name: 'email',
      kind: 'text',
      sql: 'r.email',
      personal: 'email',
      listed: true,
      filter: 'index',
      condition: 'lower(r.email) = lower($)',
    },
    { name: 'country', kind: 'code', sql: 'r.country', listed: true, filter: 'narrow' },
    { name: 'language', kind: 'code', sql: 'r.language', listed: true },
    { name: 'timeZone', kind: 'text', sql: 'r.time_zone' },
    { name: 'externalId', kind: 'code', sql: 'r.external_id', filter: 'index' },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at', listed: true },
  ],
};

const devices: RecordType = {
  name: 'devices',
  permission: 'records.see',
  from: 'device r',
  key,
  title: 'serviceTag',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    {
      name: 'serviceTag',
      kind: 'code',
      sql: 'r.service_tag',
      listed: true,
      filter: 'index',
      condition: 'r.service_tag = upper($)',
    },
    { name: 'line', kind: 'text', sql: 'r.line', listed: true },
    { name: 'model', kind: 'text', sql: 'r.model', listed: true },
    {
      name: 'accountId',
      kind: 'code',
      sql: 'r.account_id',
      links: 'accounts',
      listed: true,
      filter: 'index',
      id: true,
    },
    { name: 'externalId', kind: 'code', sql: 'r.external_id', filter: 'index' },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at' },
  ],
};

const subscriptions: RecordType = {
  name: 'subscriptions',
  permission: 'records.see',
  from: 'subscription r',
  key,
  title: 'orderNumber',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    { name: 'orderNumber', kind: 'code', sql: 'r.order_number', listed: true, filter: 'index' },
    {
      name: 'serviceTags',
      kind: 'code',
      sql: `(select string_agg(d.service_tag, ' ' order by d.service_tag) from subscription_device sd
              join device d on d.id = sd.device_id where sd.subscription_id = r.id)`,
      listed: true,
      filter: 'index',
      condition: `r.id in (select sd.subscription_id from subscription_device sd
                    join device d on d.id = sd.device_id where d.service_tag = upper($))`,
    },
    {
      name: 'plan',
      kind: 'word',
      sql: 'r.plan_code',
      listed: true,
      filter: 'index',
      condition: 'r.plan_code in (select code from plan where $ in (code, name))',
    },
    {
      name: 'status',
      kind: 'word',
      sql: 'r.status',
      listed: true,
      filter: 'index',
      values: ['active', 'ending', 'cancelled', 'expired'],
    },
    {
      name: 'accountId',
      kind: 'code',
      sql: 'r.account_id',
      links: 'accounts',
      listed: true,
      filter: 'index',
      id: true,
    },
    { name: 'autoRenew', kind: 'flag', sql: 'r.auto_renew' },
    { name: 'startedAt', kind: 'time', sql: 'r.started_at' },
    { name: 'periodStartsAt', kind: 'time', sql: 'r.period_starts_at' },
    { name: 'periodEndsAt', kind: 'time', sql: 'r.period_ends_at', listed: true },
    { name: 'endsAt', kind: 'time', sql: 'r.ends_at' },
    { name: 'price', kind: 'money', sql: 'r.price_amount', currency: 'r.currency', listed: true },
    { name: 'intervalMonths', kind: 'number', sql: 'r.interval_months' },
    { name: 'nextInvoiceAt', kind: 'time', sql: 'r.next_invoice_at' },
    { name: 'externalId', kind: 'code', sql: 'r.external_id', filter: 'index' },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at' },
  ],
};

/** Who buys, on what, and what runs. */
export const customerRecords: readonly RecordType[] = [accounts, devices, subscriptions];
