import {
  createPostgresBackend,
  createRedisBackend,
  isPgPool,
  setDefaultBackendFactory,
  type BackendFactory,
  type ConnectionOptions,
} from 'bullmq';
import type { Settings } from '../config/settings.js';
import { PostgresQueues } from './postgres-queues.js';
import { RedisQueues } from './redis-queues.js';

/** The connections that the queues of this process share, whatever they lie on. */
export abstract class QueueBackend {
  abstract readonly name: 'Redis' | 'PostgreSQL';
  /** For producers: fails fast. */
  abstract readonly producer: ConnectionOptions;
  /** For workers: waits and recovers. */
  abstract readonly consumer: ConnectionOptions;
  /** Connects, or goes on trying after a second; never throws: the process starts without its queue. */
  abstract open(): Promise<void>;
  /** @throws when nothing can be sent now; cheap, nothing is asked of the server */
  abstract assertReachable(): void;
  /** Resolves when the server answers; the caller sets the limit. */
  abstract ping(): Promise<void>;
  /** Cuts the workers' connections, so that closing them ends although the server is silent. */
  abstract abandonWorkers(): void;
  abstract close(): Promise<void>;
}

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
