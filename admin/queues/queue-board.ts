import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { describeError } from '../../src/api/describe-error.js';
import { Settings } from '../../src/config/settings.js';
import { JobQueues } from '../../src/queue/job-queues.js';
import { queueNames } from '../../src/queue/queues.js';
import { DomainError } from '../../src/shared/domain-error.js';

export const BOARD_PATH = '/admin/queues';
const LIMIT_MS = 5_000;
/** bull-board's page asks another host for its font; without it the next one of its list is taken. */
const FOREIGN_FONT = /<link[^>]+fonts\.(googleapis|gstatic)\.com[^>]*>/g;

/** bull-board over the queues of either backend, made at the first visit: its queues connect then. */
@Injectable()
export class QueueBoard {
  private readonly logger = new Logger('Console');
  private made: Promise<RequestHandler> | undefined;

  constructor(
    private readonly queues: JobQueues,
    private readonly settings: Settings,
  ) {}

  /** Answers a request under `BOARD_PATH`. @throws DomainError `queue_unreachable` */
  async handle(request: Request, response: Response, next: NextFunction): Promise<void> {
    const board = await this.board();
    const send = response.send.bind(response);
    response.send = (body: unknown) =>
      send(typeof body === 'string' ? body.replace(FOREIGN_FONT, '') : body);
    request.url = request.originalUrl.slice(BOARD_PATH.length) || '/';
    board(request, response, next);
  }

  private async board(): Promise<RequestHandler> {
    this.made ??= this.make();
    try {
      return await this.made;
    } catch (error) {
      // The next visit tries again.
      this.made = undefined;
      const text = 'The queues cannot be reached at the moment. Try again in a minute.';
      // What exactly was wrong is for our log, not for the page.
      this.logger.warn({ msg: 'the queue board cannot be shown', error: describeError(error) });
      throw new DomainError('unavailable', 'queue_unreachable', text);
    }
  }

  private async make(): Promise<RequestHandler> {
    const adapters = await Promise.all(
      queueNames.map((name) =>
        this.queues.use(name, LIMIT_MS, async (queue) => new BullMQAdapter(queue)),
      ),
    );
    const server = new ExpressAdapter();
    server.setBasePath(BOARD_PATH);
    createBullBoard({
      queues: adapters,
      serverAdapter: server,
      options: {
        uiConfig: {
          boardTitle: this.settings.BRAND_NAME,
          favIcon: {
            default: '/admin/frontend/assets/icon.svg',
            alternative: '/admin/frontend/assets/icon.svg',
          },
        },
      },
    });
    return server.getRouter() as RequestHandler;
  }
}
