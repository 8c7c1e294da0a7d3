import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';

const AT_ONCE = 10_000;

/** A used or expired reset link says why it opens nothing for this long; then its row goes. */
const RESETS_KEPT = '30 days';

/**
 * Everything that is over by the database's own time, which is what the libraries count in: sessions,
 * limits, and reset links.
 */
const OVER = [
  `delete from portal_session where sid in (
     select sid from portal_session where expire < now() limit $1 for update skip locked)`,
  `delete from portal_limit where key in (
     select key from portal_limit where expire < extract(epoch from now()) * 1000
      limit $1 for update skip locked)`,
  `delete from password_reset where id in (
     select id from password_reset where expires_at < now() - interval '${RESETS_KEPT}'
      limit $1 for update skip locked)`,
];

/**
 * Deletes what sign-ins leave behind once it is over; answers how many rows. For the clock queue. Safe
 * to run twice or at the same time: what is over counts as gone already.
 */
@Injectable()
export class ForgetSessions {
  constructor(private readonly em: EntityManager) {}

  async run(): Promise<number> {
    let forgotten = 0;
    for (const statement of OVER) {
      let last: number;
      do {
        last = (await sql(this.em.fork(), `${statement} returning 1 as gone`, [AT_ONCE])).length;
        forgotten += last;
      } while (last === AT_ONCE);
    }
    return forgotten;
  }
}
