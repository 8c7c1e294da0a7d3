import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { JobHints } from '../queue/job-hints.js';

/** Runs moving at once; more come with the next sweep. */
const LIMIT = 200;

/** Brings every running run into the queue again, whose hint may be lost. Selects only. */
@Injectable()
export class SweepRuns {
  constructor(
    private readonly em: EntityManager,
    private readonly hints: JobHints,
  ) {}

  async run(): Promise<void> {
    const rows = await sql<{ id: string }>(
      this.em.fork(),
      `select id from run where state = 'running' order by changed_at limit ${LIMIT}`,
    );
    await this.hints.add(
      'runs',
      rows.map(({ id }) => id),
    );
  }
}
