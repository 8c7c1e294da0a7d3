export type RunKind = 'approve' | 'reject' | 'retry' | 'revoke';

/** What a run takes: a list under its filter. */
export interface RunFilter {
  list?: 'review' | 'failed';
  search?: string;
  mine?: boolean;
  waiting?: 'proposal';
  plan?: string;
  reason?: string;
  door?: string;
  country?: string;
  age?: number;
}

/** What `GET /runs/:id` answers. */
export interface RunView {
  id: string;
  kind: RunKind;
  state: 'running' | 'paused' | 'done' | 'aborted';
  filter: RunFilter;
  content: { effective?: string; reasonCode?: string; message?: string };
  startedBy: string;
  counts: { total: number; waiting: number; done: number; proposed: number; refused: number };
  progress: { done: number; of: number; rowsPerSecond: number | null; secondsLeft: number | null };
  createdAt: string;
  finishedAt: string | null;
}

export interface RunRow {
  row: number;
  cancellationId: string;
  reference: string;
  plan: string | null;
  result: 'waiting' | 'done' | 'proposed' | 'refused';
  code: string | null;
  state: string;
}

/** What `POST /runs/preview` answers. */
export interface RunPreview {
  count: number;
  more: boolean;
  most: number;
  sample: {
    cancellationId: string;
    reference: string;
    plan: string | null;
    requestedAt: string;
    result: 'done' | 'proposed' | 'refused';
    code: string | null;
    outcome: {
      state: string;
      effectiveAt: string | null;
      refund: { amount: number; currency: string } | null;
    } | null;
  }[];
}
