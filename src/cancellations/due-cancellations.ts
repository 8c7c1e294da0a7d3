import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { SET_SIZE } from '../queue/queues.js';
import { Clock } from '../shared/clock.js';
import { ApplyCancellations } from './apply-cancellations.js';

interface Due {
  id: string;
  effective_at: string;
}

/** Finds scheduled ends whose date has come and completes them. Selects only, then applies. */
@Injectable()
export class DueCancellations {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly apply: ApplyCancellations,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    let after: Due | undefined;
    for (;;) {
      const rows: Due[] = await sql<Due>(this.em.fork(), DUE, [
        now,
        after?.effective_at ?? null,
        after?.id ?? null,
        SET_SIZE,
      ]);
      after = rows.at(-1);
      if (after === undefined) return;
      await this.apply.run(rows.map(({ id }) => id));
    }
  }
}

const DUE = `
  select id, effective_at from cancellation
   where state = 'scheduled' and effective_at <= $1
     and ($2::timestamptz is null or (effective_at, id) > ($2::timestamptz, $3::uuid))
   order by effective_at, id limit $4`;
