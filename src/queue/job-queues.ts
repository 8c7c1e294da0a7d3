import { Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';
import { QueueBackend } from './queue-backend.js';
import { jobOptions, type QueueName } from './queues.js';
import { withinLimit } from './time-limit.js';

/** The producers' side of the queues, made when first needed and made again when making failed. */
@Injectable()
export class JobQueues {
  private readonly queues = new Map<QueueName, Promise<Queue>>();

  constructor(private readonly backend: QueueBackend) {}

  /**
   * Does `work` with the queue within `limitMs`, its first connection included.
   * @throws when the queue cannot be reached or is too slow; then `work` may have been done or not
   */
  async use<T>(name: QueueName, limitMs: number, work: (queue: Queue) => Promise<T>): Promise<T> {
    this.backend.assertReachable();
    const done = this.connected(name).then(work);
    return withinLimit(done, limitMs, `The queue ${name} on ${this.backend.name}`);
  }

  async close(): Promise<void> {
    const queues = await Promise.allSettled(this.queues.values());
    this.queues.clear();
    await Promise.all(
      queues.map((made) => (made.status === 'fulfilled' ? made.value.close() : undefined)),
    );
  }

  private connected(name: QueueName): Promise<Queue> {
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    const made = this.connect(name);
    this.queues.set(name, made);
    // A BullMQ queue whose first connection failed never recovers: the next caller gets a new one.
    made.catch(() => {
      if (this.queues.get(name) === made) this.queues.delete(name);
    });
    return made;
  }

  private async connect(name: QueueName): Promise<Queue> {
    const queue = new Queue(name, {
      connection: this.backend.producer,
      defaultJobOptions: jobOptions,
      // Nothing listens to BullMQ's event stream; it would only grow.
      streams: { events: { maxLen: 100 } },
    });
    // The backend logs its outages; without a listener each would be printed here as well.
    queue.on('error', () => undefined);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      await queue.close();
      throw error;
    }
  }
}
