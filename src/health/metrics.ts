import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isDatabaseDown } from '../api/database-down.js';
import { sql } from '../database/sql.js';

/** A gauge stops counting here: what waits is found by an index, and never by a whole-table count. */
const COUNT_LIMIT = 10_000;

/** What waits for something, each read from an index on exactly these rows. */
const waiting: Readonly<Record<string, string>> = {
  cancellations_requested: `cancellation where state = 'requested'`,
  cancellations_in_review: `cancellation where state = 'in_review'`,
  cancellations_failed: `cancellation where state = 'failed'`,
  notifications_pending: `notification where state = 'pending'`,
  refunds_pending: `refund where state = 'pending'`,
};
const waitingSql = Object.entries(waiting)
  .map(
    ([what, from]) =>
      `select '${what}' as what, count(*)::int as count from (select 1 from ${from} limit ${COUNT_LIMIT}) x`,
  )
  .join(' union all ');

/** The figures of this process and of what waits, as Prometheus reads them. */
@Injectable()
export class Metrics implements OnModuleDestroy {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(private readonly em: EntityManager) {
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests by route.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [this.registry],
    });
    this.countWaiting();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Times requests by their route's pattern, so that ids in addresses make no series of their own. */
  readonly timeRequests = (request: Request, response: Response, next: NextFunction): void => {
    const end = this.requests.startTimer();
    response.once('finish', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      end({
        method: request.method,
        // Nest answers what has no route by a route of its own, with a wildcard.
        route: typeof route === 'string' && !route.includes('*') ? route : 'unmatched',
        status: String(response.statusCode),
      });
    });
    next();
  };

  onModuleDestroy(): void {
    this.registry.clear();
  }

  private countWaiting(): void {
    const em = this.em;
    new Gauge({
      name: 'desk_waiting',
      help: `Rows that wait for something; ${COUNT_LIMIT} stands for that many or more.`,
      labelNames: ['what'],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { what, count } of await readWaiting(em)) this.set({ what }, count);
      },
    });
  }
}

/** Without a database nothing is known of what waits, but the process still tells of itself. */
async function readWaiting(em: EntityManager): Promise<{ what: string; count: number }[]> {
  try {
    return await sql<{ what: string; count: number }>(em.fork(), waitingSql);
  } catch (error) {
    if (isDatabaseDown(error)) return [];
    throw error;
  }
}
