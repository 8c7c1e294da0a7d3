import type { EntityManager } from '@mikro-orm/postgresql';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { sqlPool } from '../../database/sql-pool.js';

/**
 * A count per key in the table `portal_limit`, shared by all processes: `points` within `seconds` from
 * the first on. The clock prunes what is over (`forget-sessions`), so no timer runs here.
 */
export function sharedLimiter(
  em: EntityManager,
  name: string,
  points: number,
  seconds: number,
): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: sqlPool(em),
    storeType: 'pool',
    tableName: 'portal_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: seconds,
  });
}
