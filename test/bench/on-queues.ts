import { redisProgram, startRedis } from '../support/redis.js';
import { say, type Result } from './report.js';

/** Where the queues lie: what the application is told, and the address for others. */
export interface QueuePlace {
  /** `Redis` or `PostgreSQL`. */
  label: string;
  environment: Record<string, string>;
  redisUrl: string | null;
}

/** Runs a bench on each queue backend that is here, one after the other. */
export async function onEachQueue(
  name: string,
  bench: (place: QueuePlace) => Promise<Result>,
): Promise<Result[]> {
  const onRedis = await withRedis(name, bench);
  const onPostgres = { label: 'PostgreSQL', environment: {}, redisUrl: null };
  return [...(onRedis === null ? [] : [onRedis]), await bench(onPostgres)];
}

/** Null where there is no Redis. An operator's REDIS_URL is used only where there is no redis-server. */
export async function withRedis<T>(
  name: string,
  work: (place: QueuePlace) => Promise<T>,
): Promise<T | null> {
  const given = process.env['REDIS_URL'];
  const place = (url: string): QueuePlace => ({
    label: 'Redis',
    environment: { REDIS_URL: url },
    redisUrl: url,
  });
  if (redisProgram() !== null) {
    const redis = await startRedis();
    try {
      return await work(place(redis.url));
    } finally {
      await redis.stop();
    }
  }
  if (given !== undefined && given !== '') return work(place(given));
  say(`${name}: no redis-server and no REDIS_URL, so the line on Redis is left out`);
  return null;
}
