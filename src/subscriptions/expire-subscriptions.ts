import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';

const SET_SIZE = 500;
const actor = systemActor('expire-subscriptions');

/**
 * Ends what has run out by itself: a fixed term that is over and that nobody has cancelled. One with
 * a scheduled cancellation is ended by that. Running twice is safe: what is expired is active no more.
 */
@Injectable()
export class ExpireSubscriptions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Answers how many expired. */
  async run(limit = SET_SIZE): Promise<number> {
    let expired = 0;
    for (;;) {
      const count = await this.expire(limit);
      expired += count;
      if (count < limit) return expired;
    }
  }

  private expire(limit: number): Promise<number> {
    const now = this.clock.now();
    return this.em.fork().transactional(async (tx) => {
      const rows = await sql<{ id: string; endsAt: string; status: string }>(
        tx,
        `with due as (
            select s.id, s.status from subscription s
             where s.status in ('active', 'ending') and not s.auto_renew
               and s.period_ends_at <= $1 and s.ends_at <= $1
               and not exists (select 1 from cancellation c
                                where c.subscription_id = s.id and c.state in ('scheduled', 'failed'))
             order by s.period_ends_at limit $2 for update skip locked)
         update subscription s set status = 'expired', next_invoice_at = null
           from due where s.id = due.id
         returning s.id, s.ends_at as "endsAt", due.status`,
        [now, limit],
      );
      await recordAudit(
        tx,
        rows.map(({ id, endsAt, status }) => ({
          at: now,
          action: 'subscription.expired',
          actor,
          subjectType: 'subscription',
          subjectId: id,
          before: { status },
          after: { status: 'expired', endsAt: new Date(endsAt) },
        })),
      );
      return rows.length;
    });
  }
}
