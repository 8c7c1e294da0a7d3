import { Injectable, Logger } from '@nestjs/common';
import { addJobs, type HintJob } from './add-jobs.js';
import { JobQueues } from './job-queues.js';
import { OutageLog } from './outage-log.js';
import { SET_SIZE, type QueueName } from './queues.js';
import { TimeLimitError } from './time-limit.js';

/** Hints within this time travel as one: fifty requests at once become one set of fifty. */
const COALESCE_MS = 2;
/** With the time of coalescing below one second, what a caller waits at most. */
const LIMIT_MS = 900;
/** After a server that did not answer: spares the callers the wait and the server a backlog. */
const REST_MS = 1_000;

interface Gathering {
  ids: Set<string>;
  sent: Promise<boolean>;
  send: () => void;
}

/**
 * Tells the workers that rows wait. A lost hint costs only delay: the sweeps find the rows. So a hint
 * never throws and never waits for long; call it after the commit that wrote the rows.
 */
@Injectable()
export class JobHints {
  private readonly gatherings = new Map<QueueName, Gathering>();
  private readonly outage = new OutageLog(new Logger('Queue'), 'The queue for hints');
  private restUntil = 0;

  constructor(private readonly queues: JobQueues) {}

  /** Whether the hint has arrived; false after a second at most. Need not be awaited. */
  add(queue: QueueName, ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return Promise.resolve(true);
    const gathering = this.gatherings.get(queue) ?? this.gather(queue);
    for (const id of ids) gathering.ids.add(id);
    if (gathering.ids.size >= SET_SIZE) gathering.send();
    return gathering.sent;
  }

  /** Sends what is being gathered; for the shutdown. */
  async flush(): Promise<void> {
    const open = [...this.gatherings.values()];
    for (const gathering of open) gathering.send();
    await Promise.all(open.map((gathering) => gathering.sent));
  }

  private gather(queue: QueueName): Gathering {
    const ids = new Set<string>();
    const due = Promise.withResolvers<void>();
    const timer = setTimeout(due.resolve, COALESCE_MS);
    const send = (): void => {
      clearTimeout(timer);
      this.gatherings.delete(queue);
      due.resolve();
    };
    const sent = due.promise.then(() => {
      send();
      return this.send(queue, [...ids]);
    });
    const gathering = { ids, sent, send };
    this.gatherings.set(queue, gathering);
    return gathering;
  }

  private async send(queue: QueueName, ids: string[]): Promise<boolean> {
    if (performance.now() < this.restUntil) return false;
    try {
      await this.queues.use(queue, LIMIT_MS, (target) => addJobs(target, jobsOf(queue, ids)));
      this.outage.recovered();
      return true;
    } catch (error) {
      if (error instanceof TimeLimitError) this.restUntil = performance.now() + REST_MS;
      this.outage.failed(error);
      return false;
    }
  }
}

function jobsOf(name: QueueName, ids: string[]): HintJob[] {
  const jobs: HintJob[] = [];
  for (let at = 0; at < ids.length; at += SET_SIZE) {
    jobs.push({ name, data: { ids: ids.slice(at, at + SET_SIZE) } });
  }
  return jobs;
}
