import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { ForeseeAct, type Foreseen } from './foresee-act.js';
import { runSelection } from './run-filter.js';
import { MOST_ROWS } from './run-state.js';
import type { RunWish } from './run-wish.js';

/** Rows that are looked at one by one; as many as a page shows. */
const SAMPLE = 20;

export interface PreviewRow extends Foreseen {
  cancellationId: string;
  reference: string;
  plan: string | null;
  requestedAt: string;
}

export interface RunPreview {
  /** Not above `most`. */
  count: number;
  /** Whether there are more than one run takes. */
  more: boolean;
  most: number;
  /** The first that would be worked on, with what would become of them. */
  sample: PreviewRow[];
}

interface Row {
  id: string;
  reference: string;
  plan: string | null;
  requested_at: string;
}

/** What a run would do: how much it is, and of the first ones exactly what. Changes nothing. */
@Injectable()
export class PreviewRun {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly foresee: ForeseeAct,
  ) {}

  /** @throws DomainError `invalid_input` when the filter names neither a list nor ids */
  async run(wish: RunWish, actor: Actor): Promise<RunPreview> {
    const { from, order, parameters } = runSelection(wish.filter, actor.id, this.clock.now());
    const em = this.em.fork();
    const [found] = await sql<{ count: number }>(
      em,
      `select count(*)::int as count from (select 1 from ${from} limit ${MOST_ROWS + 1}) x`,
      parameters,
    );
    const rows = await sql<Row>(
      em,
      `select c.id, c.reference, (select p.name from subscription s join plan p on p.code = s.plan_code where s.id = c.subscription_id) as plan, c.requested_at
         from ${from} order by ${order} limit ${SAMPLE}`,
      parameters,
    );
    const sample: PreviewRow[] = [];
    for (const { id, reference, plan, requested_at: at } of rows) {
      const requestedAt = new Date(at).toISOString();
      const foreseen = await this.foresee.run(id, wish, actor);
      sample.push({ cancellationId: id, reference, plan, requestedAt, ...foreseen });
    }
    const count = found?.count ?? 0;
    return { count: Math.min(count, MOST_ROWS), more: count > MOST_ROWS, most: MOST_ROWS, sample };
  }
}
