import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { freshSql, refundSql } from './flow-events.js';

/** What went out in one currency. */
export interface RefundSum {
  currency: string;
  refunds: number;
  /** Minor units. */
  amount: number;
}

/** Refunds of the last seven days by currency, those of the last minute included. */
export function weekRefunds(em: SqlEntityManager, now: Date): Promise<RefundSum[]> {
  return sql<RefundSum>(em, REFUNDS, [now]);
}

const REFUNDS = `
  with fresh as materialized (${freshSql})
  select currency, sum(refunds)::float8 as refunds, sum(amount)::float8 as amount
    from (select * from refund_hour union all ${refundSql('true', 'fresh')}) r
   where hour >= date_trunc('hour', $1::timestamptz, 'UTC') - interval '7 days'
   group by currency order by currency`;
