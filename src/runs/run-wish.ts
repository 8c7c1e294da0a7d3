import type { Effective, RejectionCode } from '../cancellations/cancellation-facts.js';
import type { ReviewFilter } from '../order-support/review-selection.js';
import type { RunKind } from './run-state.js';

/** Which cancellations a run takes: those named, or all that a list shows under its filter. */
export interface RunFilter extends ReviewFilter {
  ids?: string[];
  list?: 'review' | 'failed';
}

/** What is said with each act. */
export interface RunContent {
  effective?: Effective;
  /** When rejecting; left out it is `staff_decision`. */
  reasonCode?: RejectionCode;
  /** For the customers. */
  message?: string;
}

export interface RunWish {
  kind: RunKind;
  filter: RunFilter;
  content: RunContent;
}
