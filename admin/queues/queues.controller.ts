import { EntityManager } from '@mikro-orm/postgresql';
import { All, Controller, Next, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { NextFunction, Response } from 'express';
import { recordAudit } from '../../src/audit/record-audit.js';
import { Clock } from '../../src/shared/clock.js';
import { StaffPage } from '../../src/staff/staff-page.js';
import { actorOf, staffOf, type StaffRequest } from '../../src/staff/staff-request.js';
import { BOARD_PATH, QueueBoard } from './queue-board.js';

/** bull-board writes into its own pages: styles, and fonts that travel in them. */
const POLICY =
  "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;" +
  "font-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'self';frame-ancestors 'none'";

/** The queues of BullMQ, for supervisors and administrators. What they change there is audited. */
@ApiExcludeController()
@Controller('admin')
export class QueuesController {
  constructor(
    private readonly board: QueueBoard,
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  @All(['queues', 'queues/*path'])
  @StaffPage('queues.see')
  async handle(
    @Req() request: StaffRequest,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') await this.record(request);
    response.setHeader('Content-Security-Policy', POLICY);
    await this.board.handle(request, response, next);
  }

  private async record(request: StaffRequest): Promise<void> {
    const path = request.path.slice(BOARD_PATH.length);
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'queue.changed',
        actor: actorOf(staffOf(request), request.id),
        subjectType: 'queue',
        subjectId: path.split('/')[3] ?? 'all',
        after: { method: request.method, path: path.slice(0, 200) },
      },
    ]);
  }
}
