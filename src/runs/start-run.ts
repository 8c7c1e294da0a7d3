import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, invalid } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { may } from '../staff/permissions.js';
import { runSelection } from './run-filter.js';
import { MOST_ROWS } from './run-state.js';
import type { RunWish } from './run-wish.js';

/**
 * Freezes what a filter finds now and lets the workers do the same to each of it. What comes to fit
 * later is not in the run; what no longer fits is refused when its turn comes.
 */
@Injectable()
export class StartRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
  ) {}

  /**
   * Answers the id of the run.
   * @param id chosen by the caller: the same once more answers the same run
   * @throws DomainError `invalid_input` for a filter that finds nothing, or more than `MOST_ROWS`;
   *   `forbidden` unless a supervisor or an administrator asks
   */
  async run(wish: RunWish, actor: Actor, id = newId()): Promise<string> {
    if (!actor.role || !may(actor.role, 'runs.start')) {
      throw new DomainError('forbidden', 'forbidden', 'Your role starts no runs.');
    }
    await this.em.fork().transactional((em) => this.freeze(em as EntityManager, id, wish, actor));
    void this.hints.add('runs', [id]);
    return id;
  }

  private async freeze(em: EntityManager, id: string, wish: RunWish, actor: Actor): Promise<void> {
    const at = this.clock.now();
    const { kind, filter, content } = wish;
    const written = await sql(em, INSERT, [
      ...[id, kind, JSON.stringify(filter), JSON.stringify(content)],
      ...[actor.id, actor.role, actor.requestId ?? null, at],
    ]);
    if (written.length === 0) return;
    const { from, order, parameters } = runSelection(filter, actor.id, at);
    const place = parameters.length + 1;
    const [found] = await sql<{ rows: number }>(
      em,
      `with written as (
         insert into run_row (run_id, row_no, cancellation_id)
         select $${place}, row_number() over (order by ${order}), c.id
           from ${from} order by ${order} limit ${MOST_ROWS + 1}
         returning 1
       ) select count(*)::int as rows from written`,
      [...parameters, id],
    );
    const total = found?.rows ?? 0;
    if (total === 0) throw refused('nothing_found', 'The filter finds nothing any more.');
    if (total > MOST_ROWS) {
      throw refused('too_many', `A run takes ${MOST_ROWS} at most. Narrow the filter.`);
    }
    await sql(em, `update run set total = $2 where id = $1`, [id, total]);
    await recordAudit(em, [
      {
        ...{ at, action: 'run.started', actor, subjectType: 'run', subjectId: id },
        after: { kind, total },
      },
    ]);
  }
}

function refused(code: string, message: string): Error {
  return invalid([{ pointer: '/filter', code, message }]);
}

const INSERT = `
  insert into run (id, kind, filter, content, actor_id, actor_role, request_id, state, total, created_at,
         changed_at)
  values ($1, $2, $3::json, $4::json, $5, $6, $7, 'running', 1, $8, $8)
  on conflict (id) do nothing returning 1`;
