import { Conditions } from '../api/page.js';
import { invalid } from '../shared/domain-error.js';
import type { RunFilter } from './run-wish.js';

const lists = {
  review: `c.state = 'in_review' and c.approval is null`,
  failed: `c.state = 'failed'`,
} as const;

/** The cancellations of a filter as `c`, in the order in which they are worked on, with parameters. */
export interface RunSelection {
  from: string;
  order: string;
  parameters: unknown[];
}

/**
 * The selection of a filter. What waits is found by its partial index and stays few; the rest of the
 * filter is looked at row by row.
 * @throws DomainError `invalid_input` when it names neither a list nor ids, or both
 */
export function runSelection(filter: RunFilter, now: Date): RunSelection {
  const { ids, list, plan, reason, door, country, age } = filter;
  if ((ids === undefined) === (list === undefined)) {
    const message = 'A run takes either a list with its filter, or ids.';
    throw invalid([{ pointer: '/filter', code: 'required', message }]);
  }
  const before = age === undefined ? undefined : new Date(now.getTime() - age * 3_600_000);
  const where = new Conditions()
    .when(ids, (place) => `c.id = any(${place}::uuid[])`)
    .when(plan, (place) => `s.plan_code = ${place}`)
    .when(door, (place) => `c.door = ${place}`)
    .when(country, (place) => `a.country = ${place}`)
    .when(before, (place) => `c.requested_at <= ${place}`)
    .when(reason, (place) => `${reasonsSql} @> array[${place}]`);
  return {
    from: `cancellation c left join subscription s on s.id = c.subscription_id
             left join account a on a.id = c.account_id
            where ${list === undefined ? 'true' : lists[list]} and ${where}`,
    order: 'c.requested_at, c.id',
    parameters: where.parameters,
  };
}

/** The codes that speak against a plain end, as the last decision gives them. */
const reasonsSql = `
  array(select rule ->> 'code'
          from (select x.document from decision x where x.cancellation_id = c.id
                 order by x.id desc limit 1) d,
               json_array_elements(d.document -> 'rules') as rule
         where rule ->> 'speaksTo' = 'end' and rule ->> 'passed' = 'false'
           and rule ->> 'verdict' = d.document ->> 'end')`;
