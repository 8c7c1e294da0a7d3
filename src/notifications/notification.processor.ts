import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { IdsPayload } from '../queue/queues.js';
import { workerOptions } from '../queue/worker-options.js';
import { SendNotifications } from './send-notifications.js';

/**
 * Sends mails. Running a job twice is safe: only mails that are pending and due are claimed, each by
 * one worker, and a mail that was sent is pending no more.
 */
@Processor('notifications', workerOptions('notifications'))
export class NotificationProcessor extends WorkerHost {
  constructor(private readonly sendNotifications: SendNotifications) {
    super();
  }

  async process(job: Job<IdsPayload>): Promise<void> {
    await this.sendNotifications.run(job.data.ids);
  }
}
