/** A plan as a row; the six of the contract. */
export interface DemoPlan {
  code: string;
  name: string;
  route: 'self_service' | 'order_support';
  segment: 'consumer' | 'commercial';
  notice_days: number;
  immediate_end: boolean;
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

/** A subscription, told relative to today. */
export interface Service {
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

/** A customer with devices and services. */
export interface Customer {
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

/** The three customers of the contract. */
export const customers: Customer[] = [
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
