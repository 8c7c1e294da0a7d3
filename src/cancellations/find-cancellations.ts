import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { visibleAccountSql, type Visibility } from '../access/visibility.js';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage } from '../api/page.js';
import { sql } from '../database/sql.js';
import { parseCancellationReference } from './cancellation-reference.js';
import type { CancellationsQuery } from './cancellations.dto.js';
import {
  cancellationSql,
  cancellationView,
  type CancellationPage,
  type CancellationRow,
} from './cancellation.view.js';

/** A page of the cancellations that a client may see. */
@Injectable()
export class FindCancellations {
  constructor(private readonly em: EntityManager) {}

  async run(query: CancellationsQuery, visibility: Visibility): Promise<CancellationPage> {
    const { limit, state, subscriptionId, externalRef } = query;
    const before =
      query.cursor === undefined ? undefined : (decodeCursor(query.cursor) ?? undefined);
    // What cannot be a reference is looked for as it is, and found nowhere.
    const reference =
      query.reference && (parseCancellationReference(query.reference) ?? query.reference);
    const where = new Conditions()
      .when(state, (p) => `c.state = ${p}`)
      .when(subscriptionId, (p) => `c.subscription_id = ${p}`)
      .when(reference, (p) => `c.reference = ${p}`)
      .when(externalRef, (p) => `c.external_ref = ${p}`)
      .when(externalRef && visibility.clientId, (p) => `c.client_id = ${p}`)
      .when(visibility.operator ? undefined : visibility.clientId, (p) =>
        visibleAccountSql('c.account_id', p),
      )
      .when(before, (p) => `c.id < ${p}`);
    const rows = await sql<CancellationRow>(
      this.em.fork(),
      `${cancellationSql} where ${where} order by c.id desc limit ${limit + 1}`,
      where.parameters,
    );
    return toPage(rows, limit, (row) => cancellationView(row, visibility));
  }
}
