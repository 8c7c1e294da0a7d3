import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CancellationState } from '../cancellations/cancellation-state.js';
import { sql } from '../database/sql.js';
import type { RowState } from './run-state.js';

/** One row of a run, and how its cancellation stands now. */
export interface RunRowView {
  row: number;
  cancellationId: string;
  reference: string;
  plan: string | null;
  result: RowState;
  code: string | null;
  state: CancellationState;
}

/** Rows of a run in their order, on from a row number; as many as a page or a piece of a file holds. */
@Injectable()
export class FindRunRows {
  constructor(private readonly em: EntityManager) {}

  /** @param after the row number before the first one; 0 begins */
  run(
    id: string,
    { after, limit, result }: { after: number; limit: number; result?: RowState },
  ): Promise<RunRowView[]> {
    return sql<RunRowView>(this.em.fork(), ROWS, [id, after, limit, result ?? null]);
  }
}

const ROWS = `
  select r.row_no as row, r.cancellation_id as "cancellationId", c.reference, p.name as plan,
         r.state as result, r.code, c.state
    from run_row r
    join cancellation c on c.id = r.cancellation_id
    left join subscription s on s.id = c.subscription_id
    left join plan p on p.code = s.plan_code
   where r.run_id = $1 and r.row_no > $2 and ($4::text is null or r.state = $4)
   order by r.row_no limit $3`;
