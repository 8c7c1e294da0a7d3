import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../../api/cursor.js';
import { Conditions, toPage } from '../../api/page.js';
import { FindWithdrawable } from '../../cancellations/find-withdrawable.js';
import { sql } from '../../database/sql.js';
import {
  subscriptionSql,
  subscriptionView,
  type SubscriptionPage,
  type SubscriptionRow,
} from '../../subscriptions/subscription.view.js';
import type { NoLoginFunction } from './declaration-fields.js';

/** A screenful: an account of hundreds is paged, newest first. */
const PAGE = 25;

/** What a signed-in customer can choose from: what runs, or to withdraw from, what the policy lets go. */
@Injectable()
export class FindChoices {
  constructor(
    private readonly em: EntityManager,
    private readonly withdrawable: FindWithdrawable,
  ) {}

  async run(accountId: string, asked: NoLoginFunction, cursor?: string): Promise<SubscriptionPage> {
    const ids = asked === 'withdraw' ? await this.withdrawable.run(accountId) : undefined;
    const before = cursor === undefined ? undefined : (decodeCursor(cursor) ?? undefined);
    const where = new Conditions()
      .when(accountId, (p) => `s.account_id = ${p}`)
      .when('active', (p) => `s.status = ${p}`)
      .when(ids, (p) => `s.id = any(${p}::uuid[])`)
      .when(before, (p) => `s.id < ${p}`);
    const rows = await sql<SubscriptionRow>(
      this.em.fork(),
      `${subscriptionSql} where ${where} order by s.id desc limit ${PAGE + 1}`,
      where.parameters,
    );
    return toPage(rows, PAGE, subscriptionView);
  }
}
