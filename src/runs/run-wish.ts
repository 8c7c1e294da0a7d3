import type { Door, Effective } from '../cancellations/cancellation-facts.js';
import type { RunKind } from './run-state.js';

/** Which cancellations a run takes: those named, or all that a list shows under its filter. */
export interface RunFilter {
  ids?: string[];
  list?: 'review' | 'failed';
  plan?: string;
  /** Why it waits, a code of the policy. */
  reason?: string;
  door?: Door;
  /** Of the account, ISO 3166-1. */
  country?: string;
  /** Whole hours since it was received, at least. */
  age?: number;
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
