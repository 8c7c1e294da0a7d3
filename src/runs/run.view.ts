import { instant } from '../api/schemas.js';
import { maskEmail } from '../shared/mask.js';
import { paceOf } from '../shared/pace.js';
import type { RunKind, RunState } from './run-state.js';
import type { RunContent, RunFilter } from './run-wish.js';

/** A run as the console shows it. */
export interface RunView {
  id: string;
  kind: RunKind;
  state: RunState;
  filter: RunFilter;
  content: RunContent;
  /** Of the staff. */
  startedBy: string;
  counts: { total: number; waiting: number; done: number; proposed: number; refused: number };
  progress: { done: number; of: number; rowsPerSecond: number | null; secondsLeft: number | null };
  createdAt: string;
  finishedAt: string | null;
}

export interface RunViewRow {
  id: string;
  kind: RunKind;
  state: RunState;
  filter: RunFilter;
  content: RunContent;
  actor_id: string;
  total: number;
  through: number;
  done: number;
  proposed: number;
  refused: number;
  created_at: string;
  finished_at: string | null;
  worked_since: string;
}

export const runViewSql = `
  select id, kind, state, filter, content, actor_id, total, through, done, proposed, refused, created_at,
         finished_at, coalesce(worked_since, created_at) as worked_since
    from run`;

/** @param now for the rate and the time left */
export function runView(row: RunViewRow, now: Date): RunView {
  const { total, through, done, proposed, refused } = row;
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, content: row.content },
    filter: shownFilter(row.filter),
    startedBy: row.actor_id,
    counts: { total, waiting: total - through, done, proposed, refused },
    progress: progressOf(row, now),
    createdAt: instant(row.created_at),
    finishedAt: instant(row.finished_at),
  };
}

/** Thousands of ids tell nobody anything, and an address is for those who have a need of it. */
function shownFilter({ ids, search, ...filter }: RunFilter): RunFilter {
  if (ids !== undefined) return {};
  return {
    ...filter,
    ...(search && { search: search.includes('@') ? maskEmail(search) : search }),
  };
}

/** The rate is left out while nothing moves; a pause is no part of it. */
function progressOf(row: RunViewRow, now: Date): RunView['progress'] {
  const { state, through: done, total: of } = row;
  const since = new Date(row.worked_since);
  const until = row.finished_at === null ? now : new Date(row.finished_at);
  const moves = state === 'running' || state === 'done';
  if (!moves) return { done, of, rowsPerSecond: null, secondsLeft: null };
  const { perSecond, secondsLeft } = paceOf({ done, of, since, until });
  return { done, of, rowsPerSecond: perSecond, secondsLeft };
}
