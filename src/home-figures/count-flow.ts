import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { flowColumns, flowSql, refundSql } from './flow-events.js';

/** Entries of the audit log in one step: some tenths of a second. */
const STEP = 50_000;
/** How long one tick counts at most; only the first ones after an upgrade have so much to do. */
const BUDGET_MS = 8_000;

interface Mark {
  counted_id: string;
  next_id: string;
  /** Whether every transaction has ended that might still bring an entry up to `next_id`. */
  settled: boolean;
}

/**
 * Adds what the audit log tells of the flow to the hours that the console shows, each entry once.
 * Entries get their ids before they are committed: so an end is noted first, and counted up to when
 * all transactions of that moment are over. What came after is counted live by those who read.
 *
 * Running it twice, or twice at once, counts nothing twice: the mark is locked, and moves in the
 * transaction that adds.
 */
@Injectable()
export class CountFlow {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const until = performance.now() + BUDGET_MS;
    while (await this.em.fork().transactional((em) => this.step(em as EntityManager))) {
      if (performance.now() > until) return;
    }
  }

  /** Whether there is more to count at once. */
  private async step(em: EntityManager): Promise<boolean> {
    const [mark] = await sql<Mark>(em, LOCK);
    if (mark === undefined) return false;
    const { settled } = mark;
    const [from, end] = [Number(mark.counted_id), Number(mark.next_id)];
    const to = settled ? Math.min(end, from + STEP) : from;
    if (to > from) {
      await sql(em, ADD_FLOW, [from, to]);
      await sql(em, ADD_REFUNDS, [from, to]);
    }
    const [moved] = await sql<{ more: boolean }>(em, MOVE, [to, settled, this.clock.now()]);
    return settled && (moved?.more ?? false);
  }
}

const LOCK = `
  select counted_id, next_id, coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= next_xid, true) as settled
    from flow_mark for update skip locked`;

/** Where all is counted, the next end is noted: the last entry there is, and who may still be writing. */
const MOVE = `
  update flow_mark m
     set counted_id = $1, ticked_at = $3,
         next_id = case when $2 and m.next_id = $1 then greatest(n.last, $1) else m.next_id end,
         next_xid = case when $2 and m.next_id = $1 then pg_snapshot_xmax(pg_current_snapshot())
           else m.next_xid end
    from (select coalesce(max(id), 0) as last from audit_entry) n
  returning m.next_id > m.counted_id as more`;

const RANGE = 'e.id > $1 and e.id <= $2';

const ADD_FLOW = `
  insert into flow_hour (hour, door, plan_code, ${flowColumns.join(', ')})
  ${flowSql(RANGE)}
  on conflict (hour, door, plan_code) do update
     set ${flowColumns.map((column) => `${column} = flow_hour.${column} + excluded.${column}`).join(', ')}`;

const ADD_REFUNDS = `
  insert into refund_hour (hour, currency, refunds, amount)
  ${refundSql(RANGE)}
  on conflict (hour, currency) do update
     set refunds = refund_hour.refunds + excluded.refunds, amount = refund_hour.amount + excluded.amount`;
