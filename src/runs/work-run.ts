import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ApplyCancellations } from '../cancellations/apply-cancellations.js';
import { isCulprit, isDeadlock } from '../cancellations/culprit.js';
import type { ReviewResult } from '../cancellations/review-cancellation.js';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import { systemActor, type Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { isRefusal } from '../shared/domain-error.js';
import { withPrecedence, yieldToSingles } from '../shared/precedence.js';
import { may } from '../staff/permissions.js';
import { ActOnCancellation } from './act-on-cancellation.js';
import { lockRunToWork, moveRun, runActor, type RunRow } from './run-rows.js';

/** Rows of one job: a second or less, so that a pause comes soon and several runs take turns. */
const PIECE = 100;
/** Acts at once: each is a transaction of its own, and waits for the database most of its time. */
const AT_ONCE = 4;
const ATTEMPTS = 3;

interface Row {
  row_no: number;
  cancellation_id: string;
}

/**
 * Works on the next rows of a run. Running it twice is safe, and so is the death of a worker in its
 * middle: a row is marked in the transaction that acts on its cancellation, so that an act stands on
 * its row or never was; a marked row is passed over; and who works on a run holds its lock, which goes
 * with the connection.
 */
@Injectable()
export class WorkRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly act: ActOnCancellation,
    private readonly apply: ApplyCancellations,
    private readonly hints: JobHints,
  ) {}

  /** @throws what lies with no row (a lost connection), so that the queue tries again */
  async run(id: string): Promise<void> {
    await yieldToSingles();
    // Mails and refunds of this process stand back meanwhile.
    const more = await withPrecedence(
      () => this.em.fork().transactional((em) => this.piece(em as EntityManager, id)),
      'batch',
    );
    if (more) void this.hints.add('runs', [id]);
  }

  /** Whether rows are left for another job. */
  private async piece(em: EntityManager, id: string): Promise<boolean> {
    const run = await lockRunToWork(em, id);
    if (run === null) return false;
    const { present_role: role } = run;
    if (role === null || !may(role, 'runs.start')) {
      await this.giveUp(em, run);
      return false;
    }
    const actor = runActor(run, role);
    const last = Math.min(run.through + PIECE, run.total);
    const rows = await sql<Row>(em, ROWS, [id, run.through, last]);
    const decided: string[] = [];
    const next = rows.values();
    const hand = async (): Promise<void> => {
      for (const row of next) {
        if ((await this.row(run, row, actor)) === 'decided') decided.push(row.cancellation_id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, hand));
    await this.apply.run(decided, 'batch');
    await sql(em, COUNT, [id, run.through, last, this.clock.now()]);
    if (last < run.total) return true;
    await this.end(em, run);
    return false;
  }

  /** What its starter may no longer do is not done in their name. */
  private async giveUp(em: EntityManager, run: RunRow): Promise<void> {
    const actor = workerActor(run);
    await moveRun(em, run, {
      ...{ to: 'aborted', action: 'run.aborted', actor, at: this.clock.now() },
      after: { reason: 'starter_may_not_run' },
    });
  }

  private async row(
    run: RunRow,
    row: Row,
    actor: Actor,
    attempt = 1,
  ): Promise<ReviewResult | 'refused'> {
    const { cancellation_id: id } = row;
    try {
      return await this.act.run(id, run, actor, (em, result) =>
        this.mark(em as EntityManager, run, row, result === 'decided' ? 'done' : result),
      );
    } catch (error) {
      if (isDeadlock(error) && attempt < ATTEMPTS) return this.row(run, row, actor, attempt + 1);
      if (!isRefusal(error) && !isCulprit(error)) throw error;
      // Refused or undone as a whole, it has left nothing behind but this word.
      await this.mark(this.em.fork(), run, row, 'refused', isRefusal(error) ? error.code : FAULT);
      return 'refused';
    }
  }

  /** @throws Error when the row has its result already: another worker has it, and all is undone here */
  private async mark(
    em: EntityManager,
    run: RunRow,
    row: Row,
    state: 'done' | 'proposed' | 'refused',
    code: string | null = null,
  ): Promise<void> {
    const at = this.clock.now();
    const marked = await sql(em, MARK, [run.id, row.row_no, state, code, at]);
    if (marked.length === 0) throw new Error('Another worker has this row.');
  }

  private async end(em: EntityManager, run: RunRow): Promise<void> {
    const [counts] = await sql(em, `select done, proposed, refused from run where id = $1`, [
      run.id,
    ]);
    const actor = workerActor(run);
    await moveRun(em, run, {
      ...{ to: 'done', action: 'run.done', actor, at: this.clock.now(), after: counts ?? {} },
    });
  }
}

/** Who ends a run, where no person does. */
function workerActor(run: RunRow): Actor {
  return { ...systemActor('work-run'), requestId: run.request_id };
}

const FAULT = 'processing_failed';

const ROWS = `
  select row_no, cancellation_id from run_row
   where run_id = $1 and row_no > $2 and row_no <= $3 and state = 'waiting' order by row_no`;

/**
 * The commit of a row need not wait for the disk: a server that dies loses act and mark together, so
 * that the row waits as before, and the commit at the end of the piece brings all of them to the disk.
 */
const MARK = `
  update run_row set state = $3, code = $4, at = $5
   where run_id = $1 and row_no = $2 and state = 'waiting'
  returning set_config('synchronous_commit', 'off', true)`;

const COUNT = `
  update run r
     set through = $3, changed_at = $4, done = r.done + n.done, proposed = r.proposed + n.proposed,
         refused = r.refused + n.refused
    from (select count(*) filter (where state = 'done') as done,
                 count(*) filter (where state = 'proposed') as proposed,
                 count(*) filter (where state = 'refused') as refused
            from run_row where run_id = $1 and row_no > $2 and row_no <= $3) n
   where r.id = $1`;
