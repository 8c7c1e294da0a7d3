import type { Effective } from '../cancellations/cancellation-facts.js';
import type { WaitingFilter } from '../cancellations/waiting-filter.js';
import type { RunKind } from './run-state.js';

/** Which cancellations a run takes: those named, or all that a list shows under its filter. */
export interface RunFilter extends WaitingFilter {
  ids?: string[];
  list?: 'review' | 'failed';
  /** Only what waits for a second person. */
  waiting?: 'proposal';
}

/** What is said with each act. */
export interface RunContent {
  effective?: Effective;
  /** For the customers. */
  message?: string;
}

export interface RunWish {
  kind: RunKind;
  filter: RunFilter;
  content: RunContent;
}
