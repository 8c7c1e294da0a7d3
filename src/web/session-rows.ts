import type { EntityManager } from '@mikro-orm/postgresql';
import connectPgSimple from 'connect-pg-simple';
import session, { type SessionData } from 'express-session';
import { sql } from '../database/sql.js';
import { sqlPool } from '../database/sql-pool.js';

/** A session that was prolonged less than this ago is left as it is: most pages then write nothing. */
const PROLONG_EVERY = '10 minutes';

const PgStore = connectPgSimple(session);

/**
 * Sessions in a table of their own, shared by all processes. The clock prunes what is over
 * (`forget-sessions`), so no timer runs here.
 */
export class SessionRows extends PgStore {
  /** @param table written by us, never by a visitor: it stands in the statements as it is */
  constructor(
    private readonly em: EntityManager,
    private readonly table: 'portal_session' | 'staff_session',
  ) {
    super({ pool: sqlPool(em), tableName: table, pruneSessionInterval: false });
  }

  /** Prolongs what is there; a session that was ended meanwhile stays ended. */
  override touch(sid: string, data: SessionData, done: (error?: unknown) => void = () => {}): void {
    sql(
      this.em.fork(),
      `update ${this.table} set expire = $2
        where sid = $1 and expire < $2::timestamptz - interval '${PROLONG_EVERY}'`,
      [sid, data.cookie.expires],
    ).then(() => done(), done);
  }
}

/** Waits for one of express-session's callbacks. */
export function settled(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
}
