import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { visibleAccountSql, type Visibility } from '../access/visibility.js';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage } from '../api/page.js';
import { sql } from '../database/sql.js';
import type { SubscriptionsQuery } from './subscriptions.dto.js';
import {
  subscriptionSql,
  subscriptionView,
  type SubscriptionPage,
  type SubscriptionRow,
} from './subscription.view.js';

/** A page of the subscriptions that a client may see; with an `id` of that one alone. */
@Injectable()
export class FindSubscriptions {
  constructor(private readonly em: EntityManager) {}

  async run(
    query: Partial<SubscriptionsQuery> & { id?: string },
    visibility: Visibility,
  ): Promise<SubscriptionPage> {
    const limit = query.limit ?? 50;
    const before =
      query.cursor === undefined ? undefined : (decodeCursor(query.cursor) ?? undefined);
    const client = visibility.operator ? undefined : visibility.clientId;
    const where = new Conditions()
      .when(query.id, (p) => `s.id = ${p}`)
      .when(query.accountEmail, (p) => `lower(a.email) = lower(${p})`)
      .when(query.serviceTag, ofDevice)
      .when(query.orderNumber, (p) => `s.order_number = ${p}`)
      .when(query.status, (p) => `s.status = ${p}`)
      .when(client, (p) => visibleAccountSql('s.account_id', p))
      .when(before, (p) => `s.id < ${p}`);
    const rows = await sql<SubscriptionRow>(
      this.em.fork(),
      `${subscriptionSql} where ${where} order by s.id desc limit ${limit + 1}`,
      where.parameters,
    );
    return toPage(rows, limit, subscriptionView);
  }
}

function ofDevice(place: string): string {
  return `s.id in (select sd.subscription_id from subscription_device sd
                     join device d on d.id = sd.device_id where d.service_tag = upper(${place}))`;
}
