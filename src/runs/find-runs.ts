import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage, type Page, type PageQuery } from '../api/page.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { runView, runViewSql, type RunView, type RunViewRow } from './run.view.js';

/** A page of the runs, newest first. */
@Injectable()
export class FindRuns {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run({ limit, cursor }: PageQuery): Promise<Page<RunView>> {
    const before = cursor === undefined ? undefined : (decodeCursor(cursor) ?? undefined);
    const where = new Conditions().when(before, (place) => `id < ${place}`);
    const rows = await sql<RunViewRow>(
      this.em.fork(),
      `${runViewSql} where ${where} order by id desc limit ${limit + 1}`,
      where.parameters,
    );
    const now = this.clock.now();
    return toPage(rows, limit, (row) => runView(row, now));
  }
}
