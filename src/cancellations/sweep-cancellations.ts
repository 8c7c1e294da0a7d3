import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { SET_SIZE } from '../queue/queues.js';
import { Clock } from '../shared/clock.js';
import { ApplyCancellations } from './apply-cancellations.js';

/** A row younger than this is still on its way through the queue. */
const PATIENCE_MS = 5_000;

/**
 * Finds what was requested or approved and not carried out, because its hint was lost, and carries it
 * out. Selects only, then applies; the rows are locked there, so two sweeps at once are one.
 */
@Injectable()
export class SweepCancellations {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly apply: ApplyCancellations,
  ) {}

  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - PATIENCE_MS);
    let after: string | null = null;
    for (;;) {
      const rows: { id: string }[] = await sql<{ id: string }>(this.em.fork(), WAITING, [
        before,
        after,
        SET_SIZE,
      ]);
      const last = rows.at(-1);
      if (last === undefined) return;
      await this.apply.run(rows.map(({ id }) => id));
      // A row that keeps failing stays where it is: going on behind it keeps it from blocking others.
      after = last.id;
    }
  }
}

const WAITING = `
  select id from cancellation
   where (state = 'requested' or (state = 'in_review' and approval is not null))
     and changed_at <= $1 and ($2::uuid is null or id > $2)
   order by id limit $3`;
