import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';

const AT_ONCE = 10_000;

/** A link that is over says so for this long; then its row goes. */
const LINKS_KEPT_MS = 30 * 24 * 3_600_000;
/** As long as wrong passwords and codes count. */
const FAILURES_KEPT_MS = 24 * 3_600_000;

/**
 * Deletes what sign-ins of the staff leave behind once it is over; answers how many rows. For the clock
 * queue. Safe to run twice or at the same time: what is over counts as gone already.
 */
@Injectable()
export class ForgetStaffSignIns {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const now = this.clock.now().getTime();
    const sessions = await this.forget(
      `delete from staff_session where sid in (
         select sid from staff_session where expire < $2 limit $1 for update skip locked)`,
      // Sessions count in the time of the machine: express-session knows no other clock.
      new Date(),
    );
    const links = await this.forget(
      `delete from staff_link where id in (
         select id from staff_link where expires_at < $2 limit $1 for update skip locked)`,
      new Date(now - LINKS_KEPT_MS),
    );
    const failures = await this.forget(
      `delete from staff_failure where key in (
         select key from staff_failure where since < $2 limit $1 for update skip locked)`,
      new Date(now - FAILURES_KEPT_MS),
    );
    return sessions + links + failures;
  }

  private async forget(statement: string, before: Date): Promise<number> {
    let forgotten = 0;
    let last: number;
    do {
      const gone = await sql(this.em.fork(), `${statement} returning 1 as gone`, [AT_ONCE, before]);
      last = gone.length;
      forgotten += last;
    } while (last === AT_ONCE);
    return forgotten;
  }
}
