import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage, type PageQuery } from '../api/page.js';
import {
  addWaitingFilter,
  waitsForReview,
  type WaitingFilter,
} from '../cancellations/waiting-filter.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { may } from '../staff/permissions.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { ReviewPageView } from './review-queue.view.js';
import { reviewFromSql, reviewRowSql, reviewRowView, type ReviewRow } from './review-row.js';
import { foundIdsSql, searchTerms } from './review-search.js';
import { valuesAtStake } from './value-at-stake.js';

/** Which of the queue; `search` finds beyond it, whatever became of a cancellation. */
export interface ReviewQuery extends WaitingFilter, PageQuery {
  search?: string;
  /** Only what the reader has claimed. */
  mine?: boolean;
  /** Only what waits for a second person. */
  waiting?: 'proposal';
}

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
    const { where, from, searching } = selection(query, reader, now);
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
    const rows = await sql<ReviewRow>(
      em,
      `select ${reviewRowSql} from ${from} where ${where} order by ${order} limit ${query.limit + 1}`,
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

interface Selection {
  from: string;
  where: Conditions;
  searching: boolean;
}

function selection(query: ReviewQuery, reader: StaffMember, now: Date): Selection {
  const { search, mine, waiting } = query;
  const where = new Conditions();
  const from = reviewFromSql(where.place(now));
  const searching = search !== undefined && search.trim() !== '';
  if (searching) addSearch(where, search);
  else where.and(waitsForReview);
  addWaitingFilter(where, query, now).when(
    mine === true ? reader.id : undefined,
    (place) => `q.member_id = ${place}`,
  );
  if (waiting === 'proposal') where.and('c.proposal is not null');
  return { from, where, searching };
}

function addSearch(where: Conditions, search: string): void {
  const { reference, email, contract } = searchTerms(search);
  const places = {
    reference: where.place(reference),
    email: where.place(email),
    contract: where.place(contract),
    typed: where.place(search.trim()),
  };
  where.and(`c.id in (${foundIdsSql(places)})`);
}
