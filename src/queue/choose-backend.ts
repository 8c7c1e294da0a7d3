import {
  createPostgresBackend,
  createRedisBackend,
  isPgPool,
  setDefaultBackendFactory,
  type BackendFactory,
} from 'bullmq';
import type { Settings } from '../config/settings.js';
import { PostgresQueues } from './postgres-queues.js';
import type { QueueBackend } from './queue-backend.js';
import { RedisQueues } from './redis-queues.js';

/**
 * The one switch: with REDIS_URL the queues lie on Redis, without it in the database itself.
 * Everything else, here and in the features, is the same code for both.
 */
export function queueBackend(settings: Settings, databaseUrl: string): QueueBackend {
  setDefaultBackendFactory(backendByConnection);
  return settings.REDIS_URL === undefined
    ? new PostgresQueues(databaseUrl, settings.has('worker'))
    : new RedisQueues(settings.REDIS_URL);
}

/**
 * BullMQ's default is one per process. Choosing by the connection that a queue is given, instead of
 * by what was set last, lets applications on both backends live in one process, as tests do.
 */
const backendByConnection: BackendFactory = (name, options, extra) =>
  isPgPool(options.connection as unknown)
    ? (createPostgresBackend(name, options as never, extra) as never)
    : createRedisBackend(name, options, extra);
