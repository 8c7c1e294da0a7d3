import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { sql } from '../../database/sql.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { PortalSession } from './portal-session.js';
import type { Visitor } from './visitor.js';

/** Fills `request.visitor` from the session, by one query; null when nobody is signed in. */
@Injectable()
export class LoadVisitor {
  constructor(
    private readonly em: EntityManager,
    private readonly sessions: PortalSession,
  ) {}

  /** Express middleware, after `PortalSession.handler`. */
  readonly handler = (request: PortalRequest, _response: Response, next: NextFunction): void => {
    this.run(request).then(() => next(), next);
  };

  private async run(request: PortalRequest): Promise<void> {
    request.visitor = null;
    const { accountId, epoch, signedInAt } = request.session;
    if (accountId === undefined || epoch === undefined || signedInAt === undefined) return;
    request.visitor = this.sessions.isOver(signedInAt) ? null : await this.find(accountId, epoch);
    // Ended elsewhere, too old, or an account that is gone: the row has no use any more.
    if (request.visitor === null) await this.sessions.renew(request);
  }

  private async find(accountId: string, epoch: number): Promise<Visitor | null> {
    const [visitor] = await sql<Visitor>(
      this.em.fork(),
      `select id as "accountId", name, email, language, country, time_zone as "timeZone"
         from account where id = $1 and session_epoch = $2`,
      [accountId, epoch],
    );
    return visitor ?? null;
  }
}
