import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { KEY_HOURS } from './idempotency-marks.js';

const AT_ONCE = 10_000;

/**
 * Deletes keys whose time is over, the oldest first; answers how many. For the clock queue. Safe to
 * run twice or at the same time: what is gone is gone, and expired keys count as free already.
 */
@Injectable()
export class ForgetIdempotencyKeys {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const expired = new Date(this.clock.now().getTime() - KEY_HOURS * 3_600_000);
    let forgotten = 0;
    let last: number;
    do {
      last = await this.forgetSome(expired);
      forgotten += last;
    } while (last === AT_ONCE);
    return forgotten;
  }

  private async forgetSome(expired: Date): Promise<number> {
    const gone = await sql(
      this.em.fork(),
      `delete from idempotency_key where (client_id, key) in (
         select client_id, key from idempotency_key where created_at < $1
          order by created_at limit $2 for update skip locked)
         and created_at < $1
       returning 1 as gone`,
      [expired, AT_ONCE],
    );
    return gone.length;
  }
}
