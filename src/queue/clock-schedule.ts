import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { JobSchedulerJson, Queue } from 'bullmq';
import { clockTasks } from './clock-tasks.js';
import { JobQueues } from './job-queues.js';
import { OutageLog } from './outage-log.js';
import { jobOptions } from './queues.js';

const CHECK_MS = 10_000;
const LIMIT_MS = 5_000;
/** A schedule whose next run lies this far back has lost its job. */
const OVERDUE_MS = 60_000;

/**
 * Keeps the clock's schedules in the queue. A plain timer looks after them, so that a queue that was
 * emptied, or a fresh one, costs ten seconds and no more. Several processes may do this at once: a
 * schedule exists once by its name.
 */
@Injectable()
export class ClockSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly outage = new OutageLog(new Logger('Queue'), 'The queue of the clock');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly queues: JobQueues) {}

  onApplicationBootstrap(): void {
    const check = (): void => {
      // One at a time: a slow queue must not gather checks.
      this.running ??= this.restore().finally(() => (this.running = undefined));
    };
    this.timer = setInterval(check, CHECK_MS);
    check();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Puts back what is missing, changed or stuck; never throws, the next check tries again. */
  async restore(): Promise<void> {
    try {
      await this.queues.use('clock', LIMIT_MS, putBack);
      this.outage.recovered();
    } catch (error) {
      this.outage.failed(error);
    }
  }
}

async function putBack(queue: Queue): Promise<void> {
  const found = await queue.getJobSchedulers(0, -1, true);
  const known = new Map(found.map((schedule) => [schedule.key, schedule]));
  for (const { name, everyMs } of clockTasks) {
    const schedule = known.get(name);
    const runs = schedule !== undefined && isSound(schedule, everyMs);
    if (runs && (await hasNextJob(queue, schedule))) continue;
    if (schedule !== undefined) await queue.removeJobScheduler(name);
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts: jobOptions });
  }
}

/**
 * Whether the job of the next run is there: a queue that lost its jobs may have kept its schedules,
 * and a schedule goes on only by its jobs. One that moved on between the two looks has its job.
 */
async function hasNextJob(queue: Queue, { key, next }: JobSchedulerJson): Promise<boolean> {
  if ((await queue.getJob(`repeat:${key}:${next}`)) !== undefined) return true;
  const now = await queue.getJobScheduler(key);
  return now !== undefined && now.next !== next;
}

function isSound(schedule: JobSchedulerJson, everyMs: number): boolean {
  const next = Number(schedule.next ?? 0);
  return Number(schedule.every) === everyMs && next > Date.now() - OVERDUE_MS;
}
