import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { runView, runViewSql, type RunView, type RunViewRow } from './run.view.js';

/** One run with its counts and how it goes on. */
@Injectable()
export class ReadRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` */
  async run(id: string): Promise<RunView> {
    const rows = isUuid(id)
      ? await sql<RunViewRow>(this.em.fork(), `${runViewSql} where id = $1`, [id])
      : [];
    const [row] = rows;
    if (row === undefined) throw notFound('run');
    return runView(row, this.clock.now());
  }
}
