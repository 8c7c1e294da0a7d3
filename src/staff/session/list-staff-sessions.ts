import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../../database/sql.js';
import { IDLE_MS, type SignedInBy } from './staff-session.js';

/** One sign-in of a member that has not ended. */
export interface StaffSessionView {
  id: string;
  signedInAt: string;
  /** To ten minutes. */
  lastSeenAt: string;
  by: SignedInBy;
  browser: string;
  /** Of the network. */
  address: string;
}

interface Row {
  id: string;
  signedInAt: string;
  expire: string;
  by: SignedInBy;
  browser: string;
  address: string;
}

/** More than anybody has; the oldest beyond are not shown, but end with all others. */
const MOST = 100;

/** The sessions of one member, the newest first. */
@Injectable()
export class ListStaffSessions {
  constructor(private readonly em: EntityManager) {}

  async run(memberId: string): Promise<StaffSessionView[]> {
    const rows = await sql<Row>(
      this.em.fork(),
      `select id, sess->>'signedInAt' as "signedInAt", expire, sess->>'by' as by,
              sess->>'browser' as browser, sess->>'address' as address
         from staff_session where member_id = $1 and expire > now()
        order by id desc limit ${MOST}`,
      [memberId],
    );
    return rows.map(({ expire, ...row }) => ({
      ...row,
      lastSeenAt: new Date(new Date(expire).getTime() - IDLE_MS).toISOString(),
    }));
  }
}
