import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import type { Actor, StaffRole } from '../shared/actor.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { RunKind, RunState } from './run-state.js';
import type { RunContent } from './run-wish.js';

/** A run as those need it who move it. */
export interface RunRow {
  id: string;
  kind: RunKind;
  content: RunContent;
  actor_id: string;
  request_id: string | null;
  state: RunState;
  total: number;
  /** Rows up to this number have their result. */
  through: number;
}

const COLUMNS = 'id, kind, content, actor_id, request_id, state, total, through';

/**
 * The run, locked for the rest of the transaction of `em`. Who works on a piece of it holds the same
 * lock: whoever gets it to stop the run comes after that piece.
 * @throws DomainError `not_found`
 */
export async function lockRun(em: SqlEntityManager, id: string): Promise<RunRow> {
  const rows = isUuid(id)
    ? await sql<RunRow>(em, `select ${COLUMNS} from run where id = $1 for update`, [id])
    : [];
  const [row] = rows;
  if (row === undefined) throw notFound('run');
  return row;
}

/** A run in hand, with the role that its starter has now; null when they are disabled. */
export interface RunInHand extends RunRow {
  present_role: StaffRole | null;
}

/** The run, when it is running and nobody works on it. */
export async function lockRunToWork(em: SqlEntityManager, id: string): Promise<RunInHand | null> {
  const [row] = await sql<RunInHand>(
    em,
    `select ${COLUMNS}, (select m.role from staff_member m
              where m.id = run.actor_id and m.disabled_at is null) as present_role
       from run where id = $1 and state = 'running' for update skip locked`,
    [id],
  );
  return row ?? null;
}

/** As whom the run acts: the person who started it, in the role that they have now. */
export function runActor(run: RunRow, role: StaffRole): Actor {
  return {
    type: 'staff',
    id: run.actor_id,
    name: 'Order support',
    role,
    requestId: run.request_id,
  };
}

/** Moves the run and notes who did it, in the transaction of `em`, which holds its lock. */
export async function moveRun(
  em: SqlEntityManager,
  run: Pick<RunRow, 'id' | 'state'>,
  move: { to: RunState; action: string; actor: Actor; at: Date; after?: object },
): Promise<void> {
  const { to, action, actor, at, after } = move;
  await sql(
    em,
    `update run set state = $2, changed_at = $3,
            worked_since = case when state = 'paused' and $2 = 'running'
              then coalesce(worked_since, created_at) + ($3 - changed_at) else worked_since end,
            finished_at = case when $2 in ('done', 'aborted') then $3::timestamptz end
      where id = $1`,
    [run.id, to, at],
  );
  await recordAudit(em, [
    {
      ...{ at, action, actor, subjectType: 'run', subjectId: run.id },
      before: { state: run.state },
      after: { state: to, ...after },
    },
  ]);
}
