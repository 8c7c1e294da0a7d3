import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';

/** A plan as a row; the six of the contract. */
export interface DemoPlan {
  code: string;
  name: string;
  route: 'self_service' | 'order_support';
  segment: 'consumer' | 'commercial';
  notice_days: number;
  immediate_end: boolean;
}

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

/** The plans of the contract: what may be cancelled at a door, and with what notice. */
export const demoPlans: DemoPlan[] = [
  plan('premium_support', 'Premium Support', true, 0),
  plan('premium_support_plus', 'Premium Support Plus', true, 0),
  plan('apex_device_manage', 'APEX Device Manage', true, 0),
  plan('prosupport', 'ProSupport', false, 30),
  plan('prosupport_plus', 'ProSupport Plus', false, 30),
  plan('prosupport_flex', 'ProSupport Flex', false, 5),
];

function plan(code: string, name: string, selfService: boolean, noticeDays: number): DemoPlan {
  return {
    code,
    name,
    route: selfService ? 'self_service' : 'order_support',
    segment: selfService ? 'consumer' : 'commercial',
    notice_days: noticeDays,
    immediate_end: selfService,
  };
}

interface Service {
  plan: string;
  devices: string[];
  months: number;
  /** Paid for one period, tax included, in minor units. */
  price: number;
  /** Whole periods that are over, and days of the current one. */
  over: number;
  days: number;
  renews: boolean;
  /** Set: the last period is the one before this many days, and the subscription ended with it. */
  cancelled?: boolean;
}

interface Customer {
  name: string;
  email: string;
  country: string;
  language: string;
  zone: string;
  currency: string;
  /** Per cent, contained in the prices. */
  vat: number;
  order: number;
  devices: [tag: string, line: string, model: string][];
  services: Service[];
}

const monthly = { months: 1, renews: true };
const yearly = { months: 12, renews: true };

const customers: Customer[] = [
  {
    name: 'Anna Kowalska',
    email: 'anna.kowalska@example.com',
    country: 'PL',
    language: 'pl',
    zone: 'Europe/Warsaw',
    currency: 'PLN',
    vat: 23,
    order: 700_410_110,
    devices: [
      ['4KX9PQ3', 'Inspiron', 'Inspiron 16 Plus'],
      ['7MBN2H3', 'XPS', 'XPS 13'],
      ['9DZ41V3', 'Inspiron', 'Inspiron 14 2-in-1'],
      ['2RTY8L3', 'XPS', 'XPS 15'],
      ['6HWJ5C3', 'XPS', 'XPS 16'],
      ['1FQ7GK3', 'Inspiron', 'Inspiron 15'],
      ['3FQ7GK3', 'Inspiron', 'Inspiron 15'],
      ['5FQ7GK3', 'Inspiron', 'Inspiron 15'],
      ['8FQ7GK3', 'XPS', 'XPS 14'],
      ['BFQ7GK3', 'XPS', 'XPS 14'],
      ['C81NV2', 'Inspiron', 'Inspiron 13'],
      ['JX3T0M3', 'Alienware', 'Alienware m16'],
    ],
    services: [
      { plan: 'premium_support', devices: ['4KX9PQ3'], ...monthly, price: 3990, over: 5, days: 9 },
      {
        plan: 'premium_support_plus',
        devices: ['7MBN2H3'],
        ...yearly,
        price: 119900,
        over: 0,
        days: 5,
      },
      {
        plan: 'apex_device_manage',
        devices: ['9DZ41V3'],
        ...monthly,
        price: 2490,
        over: 3,
        days: 12,
      },
      {
        plan: 'prosupport',
        devices: ['2RTY8L3'],
        months: 36,
        renews: false,
        price: 239900,
        over: 0,
        days: 430,
      },
      {
        plan: 'prosupport_plus',
        devices: ['6HWJ5C3'],
        ...yearly,
        price: 169900,
        over: 1,
        days: 120,
      },
      {
        plan: 'prosupport_flex',
        devices: ['1FQ7GK3', '3FQ7GK3', '5FQ7GK3', '8FQ7GK3', 'BFQ7GK3'],
        ...monthly,
        price: 34900,
        over: 7,
        days: 9,
      },
      {
        plan: 'premium_support',
        devices: ['C81NV2'],
        ...monthly,
        price: 3990,
        over: 8,
        days: 50,
        cancelled: true,
      },
    ],
  },
  {
    name: 'John Smith',
    email: 'john.smith@example.com',
    country: 'US',
    language: 'en',
    zone: 'America/New_York',
    currency: 'USD',
    vat: 8,
    order: 700_520_220,
    devices: [
      ['H2K8WT3', 'Alienware', 'Alienware x16'],
      ['G5N6XR3', 'XPS', 'XPS 13'],
    ],
    services: [
      {
        plan: 'premium_support_plus',
        devices: ['H2K8WT3'],
        ...yearly,
        price: 29900,
        over: 1,
        days: 100,
      },
      {
        plan: 'apex_device_manage',
        devices: ['G5N6XR3'],
        ...monthly,
        price: 699,
        over: 4,
        days: 7,
      },
    ],
  },
  {
    name: 'Max Mustermann',
    email: 'max.mustermann@example.com',
    country: 'DE',
    language: 'de',
    zone: 'Europe/Berlin',
    currency: 'EUR',
    vat: 19,
    order: 700_630_330,
    devices: [
      ['D7V3ZS3', 'Inspiron', 'Inspiron 14'],
      ['F4P9YB3', 'Alienware', 'Alienware Aurora'],
    ],
    services: [
      { plan: 'premium_support', devices: ['D7V3ZS3'], ...monthly, price: 999, over: 10, days: 10 },
      {
        plan: 'premium_support_plus',
        devices: ['F4P9YB3'],
        ...yearly,
        price: 26900,
        over: 0,
        days: 200,
      },
    ],
  },
];

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
