import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { BatchHints } from './batches.queue.js';

/** Batches moving at once; more come with the next sweep. */
const LIMIT = 200;

/**
 * Brings every moving batch into the queue again, whose hints may be lost. One that has its hints meets
 * chunks that are locked or done already, which costs it a query each.
 */
@Injectable()
export class SweepBatches {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: BatchHints,
  ) {}

  async run(): Promise<void> {
    const rows = await sql<{ id: string }>(
      this.em.fork(),
      `select id from batch where state in ('checking', 'running') order by changed_at limit ${LIMIT}`,
    );
    await this.hints.add(
      'batch',
      rows.map(({ id }) => id),
    );
  }
}
