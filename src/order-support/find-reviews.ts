import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { toPage, type PageQuery } from '../api/page.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { may } from '../staff/permissions.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { ReviewPageView } from './review-queue.view.js';
import { reviewFromSql, reviewRowSql, reviewRowView, type ReviewRow } from './review-row.js';
import { reviewSelection, type ReviewFilter } from './review-selection.js';
import { valuesAtStake } from './value-at-stake.js';

export type ReviewQuery = ReviewFilter & PageQuery;

/** Counted no further: nobody reads on, and a count of everything grows with everything. */
const MOST_COUNTED = 1_000;

/**
 * A page of what waits for people, oldest risk first: by the time at which the service level asks for a
 * decision. What a search finds is ordered by its receipt, newest first, for that never changes.
 */
@Injectable()
export class FindReviews {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Money is in minor units; names and addresses are masked by the reader's role. */
  async run(query: ReviewQuery, reader: StaffMember): Promise<ReviewPageView> {
    const em = this.em.fork();
    const now = this.clock.now();
    const { where, from, searching } = reviewSelection(query, reader.id, now);
    const [found] = await sql<{ count: number }>(
      em,
      `select count(*)::int as count
         from (select 1 from ${from} where ${where} limit ${MOST_COUNTED + 1}) x`,
      where.parameters,
    );
    const after =
      query.cursor === undefined ? undefined : (decodeCursor(query.cursor) ?? undefined);
    const key = searching ? '(c.requested_at, c.id)' : '(c.due_at, c.id)';
    const sign = searching ? '<' : '>';
    where.when(
      after,
      (place) =>
        `${key} ${sign} (select ${key.slice(1, -1)} from cancellation c where c.id = ${place})`,
    );
    const order = searching ? 'c.requested_at desc, c.id desc' : 'c.due_at, c.id';
    // Chosen first and read afterwards: what is left out costs no more than its place in the index.
    const chosen = `select c.id from ${from} where ${where} order by ${order} limit ${query.limit + 1}`;
    const rows = await sql<ReviewRow>(
      em,
      `select ${reviewRowSql} from ${reviewFromSql(where.place(now))} where c.id in (${chosen}) order by ${order}`,
      where.parameters,
    );
    const values = await valuesAtStake(em, rows.slice(0, query.limit), reader, now);
    const persons = may(reader.role, 'personal.see');
    const page = toPage(rows, query.limit, (row) =>
      reviewRowView(row, values.get(row.id) ?? null, persons),
    );
    return {
      ...page,
      count: { found: Math.min(found?.count ?? 0, MOST_COUNTED), most: MOST_COUNTED },
    };
  }
}
