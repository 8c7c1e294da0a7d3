import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import {
  cancellationSql,
  cancellationView,
  type CancellationRow,
  type CancellationView,
} from './cancellation.view.js';

interface Wanted {
  id: string;
  visibility: Visibility;
}

/** The statement's rows, each with those of the asking clients that were given its account. */
const readableSql = cancellationSql.replace(
  'select c.id,',
  `select (select coalesce(json_agg(ca.client_id), '[]') from client_account ca
            where ca.account_id = c.account_id and ca.client_id = any($2::uuid[]))::text as readers,
          c.id,`,
);

/** One cancellation as its client sees it; readers of one turn of the event loop share a query. */
@Injectable()
export class ReadCancellation {
  private readonly loader: DataLoader<Wanted, CancellationView>;

  constructor(private readonly em: EntityManager) {
    this.loader = new DataLoader((wanted) => this.load(wanted), {
      cache: false,
      batchScheduleFn: (callback) => void setImmediate(callback),
      maxBatchSize: 500,
    });
  }

  /** @throws DomainError `not_found`, also for what the client may not see */
  async run(id: string, visibility: Visibility): Promise<CancellationView> {
    return this.loader.load({ id, visibility });
  }

  private async load(wanted: readonly Wanted[]): Promise<(CancellationView | Error)[]> {
    const clients = wanted.filter(({ visibility }) => !visibility.operator);
    const rows = await sql<CancellationRow & { readers: string }>(
      this.em.fork(),
      `${readableSql} where c.id = any($1::uuid[])`,
      [
        [...new Set(wanted.map(({ id }) => id))],
        [...new Set(clients.map(({ visibility }) => visibility.clientId))],
      ],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return wanted.map(({ id, visibility }) => {
      const row = found.get(id);
      const readable =
        row && (visibility.operator || row.readers.includes(`"${visibility.clientId}"`));
      return readable ? cancellationView(row, visibility) : notFound('cancellation');
    });
  }
}
