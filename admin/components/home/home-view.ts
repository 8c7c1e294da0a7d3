/** What `GET /home` answers. */
export interface Waits {
  count: number;
  more: boolean;
  oldestAt: string | null;
}

export interface HomeView {
  at: string;
  reviews: {
    count: number;
    more: boolean;
    byDue: { overdue: number; hour: number; hours4: number; later: number };
    proposals: number;
  };
  claims: {
    cancellationId: string;
    reference: string;
    plan: string | null;
    dueAt: string | null;
    until: string;
  }[];
  work: Record<
    | 'failedCancellations'
    | 'heldRefunds'
    | 'failedRefunds'
    | 'failedMails'
    | 'requested'
    | 'mails'
    | 'refunds'
    | 'runningBatches'
    | 'runningRuns'
    | 'batchesToSecond',
    Waits
  >;
  health: {
    queue: { ok: boolean; detail: string | null };
    clock: { ok: boolean; tickedAt: string | null };
  };
  refunds: { currency: string; refunds: number; amount: number }[];
}

export interface FlowCounts {
  requested: number;
  completed: number;
  scheduled: number;
  inReview: number;
  rejected: number;
}

/** What `GET /home/flow` answers. */
export interface FlowView {
  by: 'hour' | 'day';
  buckets: ({ at: string } & FlowCounts)[];
  totals: FlowCounts;
  complete: boolean;
}
