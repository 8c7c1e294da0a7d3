import { Logger } from '@nestjs/common';
import type { ConnectionOptions } from 'bullmq';
import pg from 'pg';
import { OutageLog } from './outage-log.js';
import type { QueueBackend } from './queue-backend.js';
import { queueNames } from './queues.js';

/** Each worker keeps one connection for LISTEN; the rest is for short statements. */
const WORKER_POOL = queueNames.length + 6;
const PRODUCER_POOL = 4;

/** BullMQ's tables in the application's own database, over one small pool for all queues. */
export class PostgresQueues implements QueueBackend {
  readonly name = 'PostgreSQL';
  private readonly pool: pg.Pool;
  private readonly outage = new OutageLog(new Logger('Queue'), 'The queue on PostgreSQL');

  constructor(databaseUrl: string, withWorkers: boolean) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      // BullMQ's statements are unqualified and it cannot set the path on a pool that it was given.
      options: '-c search_path=bullmq',
      application_name: 'desk-queue',
      max: withWorkers ? WORKER_POOL : PRODUCER_POOL,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // Each queue and worker adds a listener of its own.
    this.pool.setMaxListeners(4 * queueNames.length);
    this.pool.on('error', (error) => this.outage.failed(error));
    this.pool.on('connect', (client) => {
      // BullMQ does not listen on what it has taken out; unheard, a lost connection ends the process.
      client.on('error', (error: Error) => this.outage.failed(error));
      this.outage.recovered();
    });
  }

  get producer(): ConnectionOptions {
    // BullMQ takes a pool as it takes a connection to Redis; its types know of the latter alone.
    return this.pool as unknown as ConnectionOptions;
  }

  get consumer(): ConnectionOptions {
    return this.producer;
  }

  open(): Promise<void> {
    // The pool connects when it is first used.
    return Promise.resolve();
  }

  assertReachable(): void {
    // A pool knows only by trying; the limits of its users decide.
  }

  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  abandonWorkers(): void {
    // Statements to a database that has gone fail by themselves, and closing does not ask it.
  }

  async close(): Promise<void> {
    this.outage.close();
    await this.pool.end();
  }
}
