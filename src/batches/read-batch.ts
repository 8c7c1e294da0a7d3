import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { batchView, batchViewSql, type BatchView, type BatchViewRow } from './batch.view.js';

/** One batch with its counts and how it goes on. */
@Injectable()
export class ReadBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @param visibility whose batches exist; null, for staff, sees all
   * @throws DomainError `not_found`
   */
  async run(id: string, visibility: Visibility | null): Promise<BatchView> {
    const rows = isUuid(id)
      ? await sql<BatchViewRow>(
          this.em.fork(),
          `${batchViewSql} where b.id = $1 and ($2::uuid is null or b.client_id = $2)`,
          [id, visibility?.clientId ?? null],
        )
      : [];
    const [row] = rows;
    if (row === undefined) throw notFound('batch');
    return batchView(row, this.clock.now());
  }
}
