import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';

/** Nothing is counted further: `1,000+` says as much to whoever has to do it. */
export const COUNT_LIMIT = 1_000;

/** How much waits, and since when its oldest one does. */
export interface Waiting {
  /** Not above `COUNT_LIMIT`. */
  count: number;
  /** Whether there are more than that. */
  more: boolean;
  oldestAt: string | null;
}

/**
 * Everything of which somebody wants to know how much there is, each read from a partial index on
 * exactly these rows, the oldest first.
 */
const sources = {
  failedCancellations: `changed_at as at from cancellation where state = 'failed'`,
  heldRefunds: `created_at as at from refund where state = 'held' order by created_at`,
  failedRefunds: `created_at as at from refund where state = 'failed' order by created_at`,
  failedMails: `created_at as at from notification where state = 'failed' order by created_at`,
  requested: `changed_at as at from cancellation where state = 'requested' order by changed_at`,
  mails: `created_at as at from notification where state = 'pending' and not bulk order by next_attempt_at`,
  refunds: `coalesce(next_attempt_at, created_at) as at from refund where state = 'pending' order by next_attempt_at`,
  batchesToSecond: `changed_at as at from batch where state = 'ready' and actor_type = 'staff'
      and seconded_by is null and line_count > $1 order by changed_at`,
  runningBatches: `changed_at as at from batch where state in ('checking', 'running') order by changed_at`,
  runningRuns: `changed_at as at from run where state = 'running' order by changed_at`,
} as const;
export type WaitingWork = Record<keyof typeof sources, Waiting>;

interface Row {
  what: keyof typeof sources;
  count: number;
  oldest: string | null;
}

/**
 * What waits or has failed, as far as anybody counts.
 * @param secondAbove the lines from which on a batch of staff needs a second person
 */
export async function waitingWork(em: SqlEntityManager, secondAbove: number): Promise<WaitingWork> {
  const rows = await sql<Row>(em, WAITING, [secondAbove]);
  return Object.fromEntries(
    rows.map(({ what, count, oldest }) => [
      what,
      {
        count: Math.min(count, COUNT_LIMIT),
        more: count > COUNT_LIMIT,
        oldestAt: instant(oldest),
      },
    ]),
  ) as WaitingWork;
}

const WAITING = Object.entries(sources)
  .map(
    ([what, source]) => `
  select '${what}' as what, count(*)::int as count, min(at) as oldest
    from (select ${source} limit ${COUNT_LIMIT + 1}) w`,
  )
  .join(' union all ');
