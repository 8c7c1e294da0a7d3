import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions as AnyRedisOptions } from 'ioredis';
import { OutageLog } from './outage-log.js';
import type { QueueBackend } from './queue-backend.js';
import { withinLimit } from './time-limit.js';

/** The first hints shall find a connection; a Redis that is down or frozen delays the start by this. */
const OPEN_MS = 1_000;

/** How long a closing connection may wait for the other side's goodbye. */
const GOODBYE_MS = 200;

/** BullMQ reads replies as they always were, not as RESP3 has them. */
type RedisOptions = AnyRedisOptions & { replyMapping?: 'legacy' };

const retryStrategy = (times: number): number => Math.min(50 * 2 ** times, 1_000);

/** A producer would rather be told no at once: the sweeps find what it could not announce. */
const producerOptions: RedisOptions = {
  connectionName: 'desk-producer',
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 1_000,
  connectTimeout: 1_000,
  disconnectTimeout: GOODBYE_MS,
  retryStrategy,
};

/** A worker has nothing better to do than to wait until Redis is back. */
const consumerOptions: RedisOptions = {
  connectionName: 'desk-worker',
  maxRetriesPerRequest: null,
  connectTimeout: 5_000,
  disconnectTimeout: GOODBYE_MS,
  retryStrategy,
};

/**
 * Redis through ioredis. One connection for all producers, one for all workers' commands, and one
 * per worker for its blocking wait, which BullMQ duplicates from the workers' own.
 */
export class RedisQueues implements QueueBackend {
  readonly name = 'Redis';
  readonly producer: Redis;
  readonly consumer: WorkerRedis;
  private readonly outage = new OutageLog(new Logger('Queue'), 'Redis');

  constructor(url: string) {
    this.producer = new Redis(url, { ...producerOptions, lazyConnect: true });
    this.consumer = new WorkerRedis(url, { ...consumerOptions, lazyConnect: true });
    this.producer.on('error', (error) => this.outage.failed(error));
    this.producer.on('ready', () => this.outage.recovered());
    this.consumer.on('error', (error) => this.outage.failed(error));
  }

  async open(): Promise<void> {
    // An attempt that fails is an 'error' event as well, and ioredis tries again by itself.
    this.consumer.connect().catch((error: unknown) => this.outage.failed(error));
    try {
      await withinLimit(this.producer.connect(), OPEN_MS, 'Redis');
    } catch (error) {
      this.outage.failed(error);
    }
  }

  assertReachable(): void {
    if (this.producer.status !== 'ready') {
      throw new Error(`the connection to Redis is ${this.producer.status}`);
    }
  }

  async ping(): Promise<void> {
    this.assertReachable();
    await this.producer.ping();
  }

  abandonWorkers(): void {
    this.consumer.disconnectAll();
  }

  close(): Promise<void> {
    // Not quit(): it would wait for the answer of a server that may be frozen.
    this.producer.disconnect();
    this.consumer.disconnectAll();
    return Promise.resolve();
  }
}

/** Knows the duplicates that BullMQ makes of it, so that none outlives the application. */
class WorkerRedis extends Redis {
  private readonly family: Redis[] = [this as Redis];

  /** Connects at once and forever: BullMQ gives up a lazy client whose first attempt fails. */
  override duplicate(override?: Partial<AnyRedisOptions>): Redis {
    const options: Partial<RedisOptions> = { ...override, replyMapping: 'legacy' };
    const copy = super.duplicate({ ...options, lazyConnect: false });
    // The connection that it was copied from meets the same outage and reports it.
    copy.on('error', () => undefined);
    this.family.push(copy);
    return copy;
  }

  /** Brings each to its 'end', which sends back what still waits for an answer. */
  disconnectAll(): void {
    for (const client of this.family) {
      client.options.retryStrategy = () => null;
      // Disconnecting one between two attempts would only cancel the next, and no 'end' would come.
      if (client.status !== 'reconnecting') client.disconnect();
    }
  }
}
