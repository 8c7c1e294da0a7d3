import { Conditions } from '../api/page.js';
import {
  addWaitingFilter,
  contractColumns,
  waitingColumns,
  waitsForReview,
  withContract,
  type WaitingFilter,
} from '../cancellations/waiting-filter.js';
import { foundIdsSql, searchTerms } from './review-search.js';

/** Which of the queue; `search` finds beyond it, whatever became of a cancellation. */
export interface ReviewFilter extends WaitingFilter {
  search?: string;
  /** Only what the reader has claimed. */
  mine?: boolean;
  /** Only what waits for a second person. */
  waiting?: 'proposal';
}

/** What a filter finds, as `c`, for whoever reads it and for a run over all of it. */
export interface ReviewSelection {
  from: string;
  where: Conditions;
  searching: boolean;
}

/**
 * Without a search all is answered from the index of what waits; with one, from what the search finds.
 * @param readerId whose claims `mine` means
 */
export function reviewSelection(
  filter: ReviewFilter,
  readerId: string | null,
  now: Date,
): ReviewSelection {
  const { search, mine, waiting } = filter;
  const where = new Conditions();
  const searching = search !== undefined && search.trim() !== '';
  if (searching) addSearch(where, search);
  else where.and(waitsForReview);
  addWaitingFilter(where, filter, searching ? contractColumns : waitingColumns, now);
  if (waiting === 'proposal') where.and('c.proposal is not null');
  if (mine === true) {
    const [member, at] = [where.place(readerId), where.place(now)];
    where.and(
      `c.id in (select cancellation_id from review_claim where member_id = ${member} and until > ${at})`,
    );
  }
  return { from: `cancellation c${searching ? withContract : ''}`, where, searching };
}

function addSearch(where: Conditions, search: string): void {
  const { reference, email, contract } = searchTerms(search);
  const places = {
    reference: where.place(reference),
    email: where.place(email),
    contract: where.place(contract),
    typed: where.place(search.trim()),
  };
  where.and(`c.id in (${foundIdsSql(places)})`);
}
