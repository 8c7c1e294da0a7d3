import { afterAll, beforeAll, describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisProgram, startRedis, type RedisServer } from './redis.js';

export type BackendName = 'postgres' | 'redis';
export const backends: readonly { name: BackendName }[] = [{ name: 'postgres' }, { name: 'redis' }];

/** Where the queues of a suite lie. */
export interface Backend {
  readonly name: BackendName;
  /** REDIS_URL for the application; undefined on PostgreSQL. Known once the suite's hooks ran. */
  redisUrl(): string | undefined;
  /** Takes every job out of the queues on Redis; on PostgreSQL they go with the database. */
  empty(): Promise<void>;
}

/** For suites to which it is all one where the queues lie. */
export const onPostgres: Backend = {
  name: 'postgres',
  redisUrl: () => undefined,
  empty: () => Promise.resolve(),
};

/**
 * The same suite on both backends. Without any Redis its half is skipped, which `npm test` counts as
 * left out. An operator's REDIS_URL is used only where there is no redis-server, and then a numbered
 * database far from the first.
 */
export function describeOnBackends(title: string, suite: (backend: Backend) => void): void {
  describe(`${title} (queue on PostgreSQL)`, () => {
    suite(onPostgres);
  });
  const given = process.env['REDIS_URL'];
  const available = redisProgram() !== null || (given !== undefined && given !== '');
  (available ? describe : describe.skip)(`${title} (queue on Redis)`, () => {
    const backend = onRedis(given);
    // Inside, so that Redis ends after everything that the suite still has to stop.
    describe('', () => suite(backend));
  });
}

function onRedis(given: string | undefined): Backend {
  let server: RedisServer | undefined;
  const url = (): string => server?.url ?? numbered(given ?? '');
  beforeAll(async () => {
    if (redisProgram() !== null) server = await startRedis();
  });
  afterAll(async () => {
    if (server === undefined) await emptyRedis(url());
    else await server.stop();
  });
  return { name: 'redis', redisUrl: url, empty: () => emptyRedis(url()) };
}

/** Databases 8 to 15, one for each of Jest's workers. */
function numbered(given: string): string {
  const url = new URL(given);
  url.pathname = `/${15 - (Number(process.env['JEST_WORKER_ID'] ?? '1') % 8)}`;
  return url.toString();
}

async function emptyRedis(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true });
  try {
    await client.connect();
    await client.flushdb();
  } finally {
    client.disconnect();
  }
}
