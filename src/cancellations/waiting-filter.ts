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

/** What waits for a person's decision. The text is that of its partial index. */
export const waitsForReview = `c.state = 'in_review' and c.approval is null`;

/** Adds the filter to the conditions on `c`, its subscription `s` and its account `a` (both outer joined). */
export function addWaitingFilter(where: Conditions, filter: WaitingFilter, now: Date): Conditions {
  const { plan, reason, door, country, age } = filter;
  const before = age === undefined ? undefined : new Date(now.getTime() - age * 3_600_000);
  return where
    .when(plan, (place) => `s.plan_code = ${place}`)
    .when(door, (place) => `c.door = ${place}`)
    .when(country, (place) => `a.country = ${place}`)
    .when(before, (place) => `c.requested_at <= ${place}`)
    .when(reason, (place) => `c.review_reasons @> array[${place}]`);
}
