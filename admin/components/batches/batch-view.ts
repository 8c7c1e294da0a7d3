export type BatchState =
  'checking' | 'ready' | 'running' | 'paused' | 'done' | 'aborted' | 'failed';

/** What `GET /batches/:id` answers. */
export interface BatchView {
  id: string;
  state: BatchState;
  dryRun: boolean;
  counts: Record<
    | 'total'
    | 'valid'
    | 'invalid'
    | 'requested'
    | 'completed'
    | 'scheduled'
    | 'inReview'
    | 'rejected'
    | 'failed',
    number
  >;
  progress: { done: number; of: number; linesPerSecond: number | null; secondsLeft: number | null };
  check: {
    byOutcome: Record<string, number>;
    byPlan: Record<string, number>;
    byReason: Record<string, number>;
    refunds: { amount: number; currency: string }[];
  } | null;
  mails: 'each' | 'digest';
  linesPerSecond: number | null;
  retryOf: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  source: 'csv' | 'ndjson' | 'filter';
  fileName: string | null;
  bytes: number;
  submittedBy: { type: string; id: string | null; name: string };
  second: { needed: boolean; waits: boolean; by: string | null; at: string | null };
}

/** What a line came to, or would; in the order in which they are told. */
export const outcomes = ['completed', 'scheduled', 'inReview', 'rejected', 'failed'] as const;
