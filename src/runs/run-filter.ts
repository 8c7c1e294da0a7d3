import { Conditions } from '../api/page.js';
import { addWaitingFilter, waitsForReview } from '../cancellations/waiting-filter.js';
import { invalid } from '../shared/domain-error.js';
import type { RunFilter } from './run-wish.js';

const lists = {
  review: waitsForReview,
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
  const { ids, list, waiting, ...narrowed } = filter;
  if ((ids === undefined) === (list === undefined)) {
    const message = 'A run takes either a list with its filter, or ids.';
    throw invalid([{ pointer: '/filter', code: 'required', message }]);
  }
  const where = addWaitingFilter(
    new Conditions().when(ids, (place) => `c.id = any(${place}::uuid[])`),
    narrowed,
    now,
  );
  return {
    from: `cancellation c left join subscription s on s.id = c.subscription_id
             left join account a on a.id = c.account_id
            where ${list === undefined ? 'true' : lists[list]} and ${where}
              and ${waiting === 'proposal' ? 'c.proposal is not null' : 'true'}`,
    order: list === 'review' ? 'c.due_at, c.requested_at, c.id' : 'c.requested_at, c.id',
    parameters: where.parameters,
  };
}
