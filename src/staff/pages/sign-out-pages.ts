import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { recordAudit } from '../../audit/record-audit.js';
import { Clock } from '../../shared/clock.js';
import { StaffSession } from '../session/staff-session.js';
import { staffActor } from '../staff-actor.js';
import type { StaffRequest } from '../staff-request.js';

/** Signing out. Whoever is signed out already is told the same. */
@Injectable()
export class SignOutPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly sessions: StaffSession,
  ) {}

  async signOut(request: StaffRequest, response: Response): Promise<void> {
    const { staff } = request;
    await this.sessions.end(request, response);
    if (staff) {
      await recordAudit(this.em.fork(), [
        {
          at: this.clock.now(),
          action: 'staff.signed_out',
          actor: staffActor(staff.id, request.id),
          subjectType: 'staff_member',
          subjectId: staff.id,
          after: { sessionId: staff.sessionId },
        },
      ]);
    }
    response.redirect(303, '/admin/login?news=signed_out');
  }
}
