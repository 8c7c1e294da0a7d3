import { Injectable } from '@nestjs/common';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { cancellationReference } from './cancellation-reference.js';

/** Gives out references; the key of their permutation is the installation's and never changes. */
@Injectable()
export class ReferenceSequence {
  private key: Buffer | undefined;

  /** The next `count` references. Numbers of a rolled back transaction stay unused, which is fine. */
  async take(em: SqlEntityManager, count: number): Promise<string[]> {
    const key = (this.key ??= await this.readKey(em));
    const [row] = await sql<{ numbers: string | null }>(
      em,
      `select string_agg(nextval('cancellation_reference_seq')::text, ' ') as numbers from generate_series(1, $1)`,
      [count],
    );
    if (row?.numbers == null) return [];
    return row.numbers.split(' ').map((n) => cancellationReference(key, Number(n)));
  }

  private async readKey(em: SqlEntityManager): Promise<Buffer> {
    const [row] = await sql<{ reference_key: Buffer }>(
      em,
      `select reference_key from installation`,
    );
    if (!row) throw new Error('The installation has no reference key: run `desk migrate up`.');
    return row.reference_key;
  }
}
