import { ApiProperty } from '@nestjs/swagger';
import { instant, MoneyView } from '../api/schemas.js';
import { paceOf } from '../shared/pace.js';
import { batchStates, type BatchState } from './batch-state.js';
import type { CheckTotals } from './check-totals.js';

const count = { type: 'integer' } as const;

class BatchCounts {
  @ApiProperty(count)
  total!: number;
  @ApiProperty({ ...count, description: 'Lines that name a subscription and ask for it rightly' })
  valid!: number;
  @ApiProperty({ ...count, description: 'Wrong lines; the result has their codes' })
  invalid!: number;
  @ApiProperty({ ...count, description: 'Asked for and not decided yet' })
  requested!: number;
  @ApiProperty(count)
  completed!: number;
  @ApiProperty(count)
  scheduled!: number;
  @ApiProperty(count)
  inReview!: number;
  @ApiProperty(count)
  rejected!: number;
  @ApiProperty(count)
  failed!: number;
}

class BatchProgress {
  @ApiProperty({ ...count, description: 'Lines that are through the present stage' })
  done!: number;
  @ApiProperty({ ...count, description: 'All lines of the present stage' })
  of!: number;
  @ApiProperty({ type: 'number', nullable: true, description: 'Since the stage began' })
  linesPerSecond!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  secondsLeft!: number | null;
}

const perKey = { type: 'object', additionalProperties: { type: 'integer' } } as const;

class BatchCheck {
  @ApiProperty({ ...perKey, description: 'Lines by what would become of them' })
  byOutcome!: Record<string, number>;
  @ApiProperty({ ...perKey, description: 'Lines by plan code' })
  byPlan!: Record<string, number>;
  @ApiProperty({ ...perKey, description: 'Lines by the codes that speak against them' })
  byReason!: Record<string, number>;
  @ApiProperty({ type: [MoneyView], description: 'What would be given back' })
  refunds!: MoneyView[];
}

/** A batch as the API shows it. Source: contract, "Batch". */
export class BatchView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ enum: batchStates })
  state!: BatchState;
  @ApiProperty()
  dryRun!: boolean;
  @ApiProperty({ type: BatchCounts })
  counts!: BatchCounts;
  @ApiProperty({ type: BatchProgress })
  progress!: BatchProgress;
  @ApiProperty({ type: BatchCheck, nullable: true, description: 'Of a dry run, once it is ready' })
  check!: BatchCheck | null;
  @ApiProperty({ enum: ['each', 'digest'] })
  mails!: 'each' | 'digest';
  @ApiProperty({ type: 'integer', nullable: true })
  linesPerSecond!: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  retryOf!: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

/** What the view is made of; the counts are those of the chunks, added up. */
export interface BatchViewRow {
  id: string;
  state: BatchState;
  dry_run: boolean;
  mail_digest: boolean;
  lines_per_second: number | null;
  retry_of: string | null;
  line_count: number;
  totals: CheckTotals | null;
  created_at: string;
  checked_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  worked_since: string;
  stage: 'check' | 'preview' | 'run';
  checked: number;
  through: number;
  invalid: number;
  requested: number;
  completed: number;
  scheduled: number;
  in_review: number;
  rejected: number;
  failed: number;
}

export const batchViewSql = `
  select b.id, b.source, b.file_name, b.content_bytes, b.filter, b.client_id, b.actor_type, b.actor_id,
         b.actor_name, b.seconded_by, b.seconded_at, b.state, b.dry_run, b.mail_digest, b.lines_per_second, b.retry_of, b.line_count, b.totals,
         b.created_at, b.checked_at, b.started_at, b.finished_at,
         coalesce(b.worked_since, b.created_at) as worked_since, n.*
    from batch b, lateral (
      select max(c.stage) as stage,
             coalesce(sum(c.lines) filter (where c.stage <> 'check' or not c.waiting), 0)::int as checked,
             coalesce(sum(c.lines) filter (where not c.waiting), 0)::int as through,
             sum(c.invalid)::int as invalid, sum(c.requested)::int as requested,
             sum(c.completed)::int as completed, sum(c.scheduled)::int as scheduled,
             sum(c.in_review)::int as in_review, sum(c.rejected)::int as rejected,
             sum(c.failed)::int as failed
        from batch_chunk c where c.batch_id = b.id) n`;

/** @param now for the rate and the time left */
export function batchView(row: BatchViewRow, now: Date): BatchView {
  return {
    id: row.id,
    state: row.state,
    dryRun: row.dry_run,
    counts: {
      total: row.line_count,
      valid: row.checked - row.invalid,
      invalid: row.invalid,
      requested: row.requested,
      completed: row.completed,
      scheduled: row.scheduled,
      inReview: row.in_review,
      rejected: row.rejected,
      failed: row.failed,
    },
    progress: progressOf(row, now),
    check: row.totals,
    mails: row.mail_digest ? 'digest' : 'each',
    linesPerSecond: row.lines_per_second,
    retryOf: row.retry_of,
    createdAt: instant(row.created_at),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
  };
}

/** The rate is left out while nothing moves; a pause is no part of it. */
function progressOf(row: BatchViewRow, now: Date): BatchView['progress'] {
  const { state, through: done, line_count: of } = row;
  const since = new Date(row.worked_since);
  const until = row.finished_at === null ? now : new Date(row.finished_at);
  const moves = state === 'checking' || state === 'running' || state === 'done';
  if (!moves) return { done, of, linesPerSecond: null, secondsLeft: null };
  const { perSecond, secondsLeft } = paceOf({ done, of, since, until });
  return { done, of, linesPerSecond: perSecond, secondsLeft };
}
