import { Conditions } from '../api/page.js';
import {
  addWaitingFilter,
  contractColumns,
  withContract,
} from '../cancellations/waiting-filter.js';
import { reviewSelection } from '../order-support/review-selection.js';
import { invalid } from '../shared/domain-error.js';
import type { RunFilter } from './run-wish.js';

/** The cancellations of a filter as `c`, in the order in which they are worked on, with parameters. */
export interface RunSelection {
  /** With its `where`. */
  from: string;
  order: string;
  parameters: unknown[];
}

/**
 * What a filter of the review queue finds is what the queue shows under it.
 * @param personId whose claims `mine` means
 * @throws DomainError `invalid_input` when it names neither a list nor ids, or both; when it narrows
 *   what only the review queue can
 */
export function runSelection(filter: RunFilter, personId: string | null, now: Date): RunSelection {
  const { ids, list, ...narrowed } = filter;
  if ((ids === undefined) === (list === undefined)) {
    throw refused('required', 'A run takes either a list with its filter, or ids.');
  }
  if (list === 'review') {
    const { from, where } = reviewSelection(narrowed, personId, now);
    const order = 'c.due_at, c.requested_at, c.id';
    return { from: `${from} where ${where}`, order, parameters: where.parameters };
  }
  const { search, mine, waiting, ...more } = narrowed;
  if (search !== undefined || mine !== undefined || waiting !== undefined) {
    throw refused(
      'not_here',
      'Only the review queue is searched, or narrowed to claims and proposals.',
    );
  }
  const where = new Conditions().when(ids, (place) => `c.id = any(${place}::uuid[])`);
  if (list === 'failed') where.and(`c.state = 'failed'`);
  addWaitingFilter(where, more, contractColumns, now);
  return {
    from: `cancellation c ${withContract} where ${where}`,
    order: 'c.requested_at, c.id',
    parameters: where.parameters,
  };
}

function refused(code: string, message: string): Error {
  return invalid([{ pointer: '/filter', code, message }]);
}
