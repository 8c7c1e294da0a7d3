import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage } from '../api/page.js';
import { sql } from '../database/sql.js';
import { isUuid } from '../shared/ids.js';
import {
  subscriptionSql,
  subscriptionView,
  type SubscriptionPage,
  type SubscriptionRow,
} from './subscription.view.js';

/** A screenful: an account of hundreds is paged, newest first. */
const PAGE = 25;

/** A page of one account's own subscriptions; with an `id` that one alone, if it is the account's. */
@Injectable()
export class FindAccountSubscriptions {
  constructor(private readonly em: EntityManager) {}

  async run(
    accountId: string,
    { id, cursor }: { id?: string; cursor?: string } = {},
  ): Promise<SubscriptionPage> {
    if (id !== undefined && !isUuid(id)) return { data: [], nextCursor: null };
    const before = cursor === undefined ? undefined : (decodeCursor(cursor) ?? undefined);
    const where = new Conditions()
      .when(accountId, (p) => `s.account_id = ${p}`)
      .when(id, (p) => `s.id = ${p}`)
      .when(before, (p) => `s.id < ${p}`);
    const rows = await sql<SubscriptionRow>(
      this.em.fork(),
      `${subscriptionSql} where ${where} order by s.id desc limit ${PAGE + 1}`,
      where.parameters,
    );
    return toPage(rows, PAGE, subscriptionView);
  }
}
