import type { AccountWish } from '../../factories/account.js';
import { makeCustomer } from '../../factories/password.js';
import { makeSubscription, type SubscriptionWish } from '../../factories/subscription.js';
import { startDesk, type Desk, type DeskOptions } from '../../support/app.js';
import { onPostgres } from '../../support/backends.js';
import type { Language } from './launch.js';

/** Where customers of the tests live, by language. */
const homes = {
  en: { country: 'US', timeZone: 'America/New_York', name: 'John Smith' },
  pl: { country: 'PL', timeZone: 'Europe/Warsaw', name: 'Anna Kowalska' },
  de: { country: 'DE', timeZone: 'Europe/Berlin', name: 'Max Mustermann' },
  ar: { country: 'EG', timeZone: 'Africa/Cairo', name: 'ليلى حسن' },
} as const satisfies Record<Language, AccountWish>;

export interface Customer {
  id: string;
  email: string;
  language: Language;
}

/** A desk with customers who can sign in. */
export interface PortalDesk extends Desk {
  /** An account of its own, with the tests' one password. */
  customer(language?: Language, wish?: AccountWish): Promise<Customer>;
  /** A subscription of that customer, active and auto-renewing unless wished otherwise; its id. */
  subscribe(customer: Customer, wish?: SubscriptionWish): Promise<string>;
  /** The row of a subscription. */
  subscription(id: string): Promise<Record<string, unknown>>;
}

export async function startPortalDesk(options: Partial<DeskOptions> = {}): Promise<PortalDesk> {
  const desk = await startDesk({
    backend: onPostgres,
    ...options,
    // All visitors here come from one address.
    env: { RATE_LIMIT_DECLARATIONS_ADDRESS: '1000/h', ...options.env },
  });
  return {
    ...desk,
    customer: async (language = 'en', wish = {}) => ({
      ...(await makeCustomer(desk.sql, { ...homes[language], language, ...wish })),
      language,
    }),
    subscribe: async ({ id }, wish = {}) =>
      (await makeSubscription(desk.sql, { accountId: id, ...wish })).id,
    subscription: async (id) => {
      const [row] = await desk.sql('select * from subscription where id = $1', [id]);
      if (row === undefined) throw new Error(`There is no subscription ${id}.`);
      return row;
    },
  };
}
