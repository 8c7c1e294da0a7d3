import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Settings } from '../../config/settings.js';
import { sql } from '../../database/sql.js';
import type { StaffMember, StaffRequest } from '../staff-request.js';
import { StaffSession } from './staff-session.js';

type Row = Omit<StaffMember, 'sessionId' | 'lacks'> & { hasFactor: boolean };

/**
 * Fills `request.staff` from the session, by one query; null when nobody is signed in. The role is read
 * anew each time: a change of it, or a disabled member, counts with the next request.
 */
@Injectable()
export class LoadStaff {
  constructor(
    private readonly em: EntityManager,
    private readonly sessions: StaffSession,
    private readonly settings: Settings,
  ) {}

  /** Express middleware, after `StaffSession.handler`. */
  readonly handler = (request: Request, _response: Response, next: NextFunction): void => {
    this.run(request as StaffRequest).then(() => next(), next);
  };

  private async run(request: StaffRequest): Promise<void> {
    request.staff = null;
    const { staffId, staffSessionId, epoch, signedInAt } = request.session;
    if (staffId === undefined || staffSessionId === undefined || epoch === undefined) return;
    const over = signedInAt === undefined || this.sessions.isOver(signedInAt);
    const found = over ? undefined : await this.find(staffId, epoch);
    if (found === undefined) {
      // Ended elsewhere, too old, or a member who is gone: the row has no use any more.
      await this.sessions.renew(request);
      return;
    }
    const { hasFactor, ...member } = found;
    request.staff = { ...member, sessionId: staffSessionId, lacks: this.lacks(request, hasFactor) };
  }

  /** The second factor of who comes by an identity provider is the provider's affair. */
  private lacks({ session }: StaffRequest, hasFactor: boolean): StaffMember['lacks'] {
    if (session.by === 'identity_provider') return null;
    if (hasFactor) return session.secondFactor === true ? null : 'code';
    return this.settings.STAFF_SECOND_FACTOR === 'required' ? 'second-factor' : null;
  }

  private async find(staffId: string, epoch: number): Promise<Row | undefined> {
    const [row] = await sql<Row>(
      this.em.fork(),
      `select id, email, name, role, language, totp_secret is not null as "hasFactor"
         from staff_member where id = $1 and session_epoch = $2 and disabled_at is null`,
      [staffId, epoch],
    );
    return row;
  }
}
