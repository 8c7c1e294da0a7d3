import { Injectable } from '@nestjs/common';
import { QueueBackend } from './queue-backend.js';
import { withinLimit } from './time-limit.js';

const LIMIT_MS = 1_000;

/** Token of the queue's health, for /readyz. */
export const QUEUE_HEALTH = 'QueueHealth';

/** Whether the queue answers now, told within a second. */
@Injectable()
export class QueueHealth {
  constructor(private readonly backend: QueueBackend) {}

  async check(): Promise<{ ok: boolean; detail?: string }> {
    try {
      await withinLimit(this.backend.ping(), LIMIT_MS, this.backend.name);
      return { ok: true };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, detail: `queue on ${this.backend.name}: ${reason}` };
    }
  }
}
