import { instant } from '../api/schemas.js';
import { maskEmail } from '../shared/mask.js';
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
}

export const runViewSql = `
  select id, kind, state, filter, content, actor_id, total, through, done, proposed, refused, created_at,
         finished_at
    from run`;

/** @param now for the rate and the time left */
export function runView(row: RunViewRow, now: Date): RunView {
  const { total, through, done, proposed, refused } = row;
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, content: row.content },
    filter: shownFilter(row.filter),
    startedBy: row.actor_id,
    counts: { total, waiting: total - through, done, proposed, refused },
    progress: { done: through, of: total, ...paceOf(row, now) },
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

/** Pauses count as time: the rate tells how fast it was, and is left out while nothing moves. */
function paceOf(
  { state, through, total, created_at: begun, finished_at: ended }: RunViewRow,
  now: Date,
): Pick<RunView['progress'], 'rowsPerSecond' | 'secondsLeft'> {
  const until = ended === null ? now : new Date(ended);
  const seconds = (until.getTime() - new Date(begun).getTime()) / 1000;
  const moves = state === 'running' || state === 'done';
  if (!moves || through === 0 || seconds <= 0) {
    return { rowsPerSecond: null, secondsLeft: state === 'done' ? 0 : null };
  }
  const rate = through / seconds;
  return {
    rowsPerSecond: Math.round(rate * 10) / 10,
    secondsLeft: state === 'done' ? 0 : Math.ceil((total - through) / rate),
  };
}
