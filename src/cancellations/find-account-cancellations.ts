import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Conditions } from '../api/page.js';
import { sql } from '../database/sql.js';
import { isUuid } from '../shared/ids.js';
import {
  cancellationSql,
  cancellationView,
  type CancellationRow,
  type CancellationView,
} from './cancellation.view.js';

/** A customer sees no client's external reference. */
const CUSTOMER = { clientId: '', operator: false };
const MOST = 25;

/** One account's own cancellations, newest first: of one subscription, or one by its id. */
@Injectable()
export class FindAccountCancellations {
  constructor(private readonly em: EntityManager) {}

  async run(
    accountId: string,
    { id, subscriptionId }: { id?: string; subscriptionId?: string },
  ): Promise<CancellationView[]> {
    if ((id ?? subscriptionId) !== undefined && !isUuid(id ?? subscriptionId ?? '')) return [];
    const where = new Conditions()
      .when(accountId, (p) => `c.account_id = ${p}`)
      .when(id, (p) => `c.id = ${p}`)
      .when(subscriptionId, (p) => `c.subscription_id = ${p}`);
    const rows = await sql<CancellationRow>(
      this.em.fork(),
      `${cancellationSql} where ${where} order by c.id desc limit ${MOST}`,
      where.parameters,
    );
    return rows.map((row) => cancellationView(row, CUSTOMER));
  }
}
