import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';

import {
  type Customer,
  customers,
  type DemoPlan,
  demoPlans,
  type Service,
} from './demo-catalogue.js';

export { type DemoPlan, demoPlans } from './demo-catalogue.js';

export interface DemoAccount {
  id: string;
  name: string;
  email: string;
  country: string;
  language: string;
  time_zone: string;
  created_at: Date;
}

export interface DemoDevice {
  id: string;
  account_id: string;
  service_tag: string;
  line: string;
  model: string;
}

export interface DemoPeriod {
  id: string;
  invoice_id: string;
  payment_id: string;
  subscription_id: string;
  starts_at: Date;
  ends_at: Date;
  amount: number;
  tax: number;
  currency: string;
}

export interface DemoSubscription {
  id: string;
  account_id: string;
  plan_code: string;
  order_number: string;
  status: 'active' | 'cancelled';
  auto_renew: boolean;
  started_at: Date;
  period_starts_at: Date;
  period_ends_at: Date;
  term_number: number;
  ends_at: Date | null;
  interval_months: number;
  price_amount: number;
  tax_amount: number;
  currency: string;
  next_invoice_at: Date | null;
  devices: string[];
  periods: DemoPeriod[];
}

export interface DemoData {
  plans: DemoPlan[];
  accounts: DemoAccount[];
  devices: DemoDevice[];
  subscriptions: DemoSubscription[];
}

/** The demo's customers with all they have, the same for the same instant. */
export function demoData(now: Date): DemoData {
  const data: DemoData = { plans: demoPlans, accounts: [], devices: [], subscriptions: [] };
  for (const customer of customers) addCustomer(data, customer, now);
  return data;
}

function addCustomer(data: DemoData, customer: Customer, now: Date): void {
  const { name, email, country, language, zone } = customer;
  const since = DateTime.fromJSDate(now, { zone }).startOf('day').minus({ years: 3 }).toJSDate();
  const accountId = demoId(`account ${email}`, since);
  data.accounts.push({
    id: accountId,
    name,
    email,
    country,
    language,
    time_zone: zone,
    created_at: since,
  });
  const deviceIds = new Map<string, string>();
  for (const [tag, line, model] of customer.devices) {
    const id = demoId(`device ${tag}`, since);
    deviceIds.set(tag, id);
    data.devices.push({ id, account_id: accountId, service_tag: tag, line, model });
  }
  for (const [index, service] of customer.services.entries()) {
    const devices = service.devices.map((tag) => deviceIds.get(tag) ?? '');
    const order = String(customer.order + index);
    data.subscriptions.push(subscription(customer, service, { accountId, devices, order }, now));
  }
}

function subscription(
  { zone, currency, vat }: Customer,
  service: Service,
  owner: { accountId: string; devices: string[]; order: string },
  now: Date,
): DemoSubscription {
  const { months, price, over, renews, cancelled = false } = service;
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const start = today.minus({ days: service.days }).minus({ months: months * over });
  const terms = cancelled ? over : over + 1;
  const tax = Math.round((price * vat) / (100 + vat));
  const boundary = (term: number): Date => start.plus({ months: months * term }).toJSDate();
  const startedAt = boundary(0);
  const id = demoId(`subscription ${owner.order}`, startedAt);
  const endsAt = cancelled || !renews ? boundary(terms) : null;
  return {
    id,
    account_id: owner.accountId,
    plan_code: service.plan,
    order_number: owner.order,
    status: cancelled ? 'cancelled' : 'active',
    auto_renew: renews && !cancelled,
    started_at: startedAt,
    period_starts_at: boundary(terms - 1),
    period_ends_at: boundary(terms),
    term_number: terms,
    ends_at: endsAt,
    interval_months: months,
    price_amount: price,
    tax_amount: tax,
    currency,
    next_invoice_at: endsAt === null ? boundary(terms) : null,
    devices: owner.devices,
    periods: Array.from({ length: terms }, (_, term) => ({
      id: demoId(`period ${owner.order} ${term}`, boundary(term)),
      invoice_id: demoId(`invoice ${owner.order} ${term}`, boundary(term)),
      payment_id: demoId(`payment ${owner.order} ${term}`, boundary(term)),
      subscription_id: id,
      starts_at: boundary(term),
      ends_at: boundary(term + 1),
      amount: price,
      tax,
      currency,
    })),
  };
}

/** A UUIDv7 of the instant whose random part is the hash of a name: the same each time. */
export function demoId(name: string, at: Date): string {
  const hash = createHash('sha256').update(`cancellation-desk demo ${name}`).digest('hex');
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  const variant = ((parseInt(hash.charAt(3), 16) & 3) | 8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hash.slice(0, 3)}`,
    `${variant}${hash.slice(4, 7)}`,
    hash.slice(7, 19),
  ].join('-');
}

/** The e-mail addresses of the demo's customers, to be shown at the start. */
export const demoCustomers: readonly string[] = customers.map(({ email }) => email);
