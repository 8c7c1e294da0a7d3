import type { Money } from '../shared/money.js';

/** Somebody of the staff, by name inside the console alone. */
export interface PersonView {
  id: string;
  name: string;
}

export interface ClaimView {
  by: PersonView;
  /** When it is released by itself; later work on the case prolongs it. */
  until: string;
}

/** One of what waits for a person. */
export interface ReviewRowView {
  id: string;
  reference: string;
  kind: string;
  /** `in_review` while it waits; a search finds others too. */
  state: string;
  door: string;
  plan: { code: string; name: string } | null;
  /** Masked for roles without `personal.see`; null while nobody knows whose it is. */
  customer: { name: string; email: string; country: string } | null;
  /** Codes of the rules, or of what the declaration lacks, that brought it here. */
  reasons: string[];
  /** What approving as asked would refund; null where nothing is paid back. */
  value: Money | null;
  requestedAt: string;
  /** When the service level asks for a decision; of no meaning for what does not wait. */
  dueAt: string;
  claim: ClaimView | null;
  /** Proposed by one, waiting for a second. */
  proposal: { verdict: 'approve' | 'reject'; by: PersonView } | null;
}

export interface ReviewPageView {
  data: ReviewRowView[];
  nextCursor: string | null;
  /** How many match; counted to `most` and no further. */
  count: { found: number; most: number };
}
