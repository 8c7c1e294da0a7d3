import type { Conditions } from '../api/page.js';
import type { Door } from './cancellation-facts.js';

/** What narrows a list of what waits for people, for one who reads it and for a run over all of it. */
export interface WaitingFilter {
  /** The code of a plan. */
  plan?: string;
  /** Why it waits, a code of the policy or `unmatched`. */
  reason?: string;
  door?: Door;
  /** Of the account, ISO 3166-1. */
  country?: string;
  /** Whole hours since it was received, at least. */
  age?: number;
}

/** What waits for a person's decision: in review, and approved by nobody. The predicate of its indexes. */
export const waitsForReview = 'c.waits_for_review';

/** Where a list finds what it is filtered by. */
export interface FilterColumns {
  plan: string;
  country: string;
}

/** As they were when it came to wait. The index of what waits holds them, and all else of the filter. */
export const waitingColumns: FilterColumns = { plan: 'c.review_plan', country: 'c.review_country' };

/** Of the contract, whatever the cancellation's state; with `withContract` in the `from`. */
export const contractColumns: FilterColumns = { plan: 's.plan_code', country: 'a.country' };
export const withContract = `
  left join subscription s on s.id = c.subscription_id left join account a on a.id = c.account_id`;

/** Adds the filter to the conditions on `c`. */
export function addWaitingFilter(
  where: Conditions,
  filter: WaitingFilter,
  columns: FilterColumns,
  now: Date,
): Conditions {
  const { plan, reason, door, country, age } = filter;
  const before = age === undefined ? undefined : new Date(now.getTime() - age * 3_600_000);
  return where
    .when(plan, (place) => `${columns.plan} = ${place}`)
    .when(door, (place) => `c.door = ${place}`)
    .when(country, (place) => `${columns.country} = ${place}`)
    .when(before, (place) => `c.requested_at <= ${place}`)
    .when(reason, (place) => `c.review_reasons @> array[${place}]`);
}
