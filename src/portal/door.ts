import type { SubscriptionView } from '../subscriptions/subscription.view.js';

/** A signed-in door: the same services and acts, by a way of its own. Source: contract, "Customer doors". */
export interface Door {
  code: 'digital_locker' | 'my_account';
  base: '/digital-locker' | '/account';
  /** Where its navigation leads to subscriptions. */
  subscriptions: string;
  /** Where its subscriptions are listed. */
  list: string;
  /** The page with service, Service Tag and billing plan, on which `Cancel` stands. */
  details(subscription: Pick<SubscriptionView, 'id' | 'devices'>): string;
}

export const digitalLocker: Door = {
  code: 'digital_locker',
  base: '/digital-locker',
  subscriptions: '/digital-locker/subscriptions',
  list: '/digital-locker/subscriptions',
  details: ({ id, devices }) =>
    devices[0] === undefined
      ? `/digital-locker/subscriptions/${id}/details`
      : deviceAddress(id, devices[0].serviceTag),
};

export const myAccount: Door = {
  code: 'my_account',
  base: '/account',
  subscriptions: '/account/subscriptions',
  list: '/account/subscriptions/list',
  details: ({ id }) => `/account/subscriptions/${id}/update`,
};

/** In the Digital Locker the details are reached by one of the Service Tags. */
export function deviceAddress(subscriptionId: string, serviceTag: string): string {
  return `/digital-locker/subscriptions/${subscriptionId}/devices/${encodeURIComponent(serviceTag)}`;
}

/** The door that an address lies behind. */
export function doorOf(path: string): Door {
  return path.startsWith(`${digitalLocker.base}/`) ? digitalLocker : myAccount;
}
