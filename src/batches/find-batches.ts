import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage, type Page, type PageQuery } from '../api/page.js';
import { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { batchViewSql } from './batch.view.js';
import {
  consoleBatchView,
  type ConsoleBatchRow,
  type ConsoleBatchView,
} from './console-batch.view.js';

/** The batches of everybody, newest first, and each of them: staff sees all. */
@Injectable()
export class FindBatches {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  async run({ limit, cursor }: PageQuery): Promise<Page<ConsoleBatchView>> {
    const before = cursor === undefined ? undefined : (decodeCursor(cursor) ?? undefined);
    const where = new Conditions().when(before, (place) => `b.id < ${place}`);
    const rows = await sql<ConsoleBatchRow>(
      this.em.fork(),
      `${batchViewSql} where ${where} order by b.id desc limit ${limit + 1}`,
      where.parameters,
    );
    return toPage(rows, limit, this.view);
  }

  /** @throws DomainError `not_found` */
  async one(id: string): Promise<ConsoleBatchView> {
    const rows = await sql<ConsoleBatchRow>(this.em.fork(), `${batchViewSql} where b.id = $1`, [
      id,
    ]);
    const [row] = rows;
    if (row === undefined) throw notFound('batch');
    return this.view(row);
  }

  private readonly view = (row: ConsoleBatchRow): ConsoleBatchView =>
    consoleBatchView(row, this.clock.now(), this.settings.BATCH_SECOND_ABOVE);
}
