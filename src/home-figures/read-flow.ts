import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { flowColumns, flowSql, FRESH_LIMIT, freshSql } from './flow-events.js';

export type FlowStep = 'hour' | 'day';

/** Hours or days that a chart shows, the present one included. */
export const flowSpans: Readonly<Record<FlowStep, number>> = { hour: 48, day: 30 };

export interface FlowWish {
  by: FlowStep;
  door?: string;
  plan?: string;
  /** Of IANA: where a day begins. */
  timeZone: string;
}

export interface FlowTotals {
  requested: number;
  completed: number;
  scheduled: number;
  inReview: number;
  rejected: number;
}

export interface FlowBucket extends FlowTotals {
  /** When the hour or day begins. */
  at: string;
}

export interface FlowView {
  by: FlowStep;
  timeZone: string;
  buckets: FlowBucket[];
  totals: FlowTotals;
  /** Whether all that happened is counted; false for the first minutes after an upgrade. */
  complete: boolean;
}

type Row = Record<(typeof flowColumns)[number], number> & { at: string; complete: boolean };

/**
 * What was asked for and what became of it, by hour or day. The cost follows from the hours shown and
 * the entries of the last minute, not from the size of any table.
 */
@Injectable()
export class ReadFlow {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run({ by, door, plan, timeZone }: FlowWish): Promise<FlowView> {
    const rows = await sql<Row>(this.em.fork(), FLOW, [
      ...[by, timeZone, this.clock.now(), flowSpans[by] - 1],
      ...[door ?? null, plan ?? null],
    ]);
    const buckets = rows.map((row) => ({
      at: instant(row.at),
      requested: row.requested,
      completed: row.completed,
      scheduled: row.scheduled,
      inReview: row.in_review,
      rejected: row.rejected,
    }));
    const totals: FlowTotals = {
      ...{ requested: 0, completed: 0, scheduled: 0, inReview: 0, rejected: 0 },
    };
    for (const { at: _at, ...counts } of buckets) {
      for (const key of Object.keys(totals) as (keyof FlowTotals)[]) totals[key] += counts[key];
    }
    return { by, timeZone, buckets, totals, complete: rows[0]?.complete ?? true };
  }
}

const sums = flowColumns.map((column) => `coalesce(sum(n.${column}), 0)::float8 as ${column}`);

/**
 * Hours without an event stand there too. Days are those of the reader's zone; an hour that its
 * midnight divides, as in India, counts to the day in which it begins.
 */
const FLOW = `
  with shown as (
    select generate_series(
             case $1 when 'day'
               then date_trunc('day', ($3::timestamptz at time zone $2 - make_interval(days => $4)) at time zone $2, $2)
               else date_trunc('hour', $3::timestamptz - make_interval(hours => $4), $2) end,
             date_trunc($1, $3::timestamptz, $2), ('1 ' || $1)::interval, $2) as at
  ), fresh as materialized (
    ${freshSql}
  ), n as (
    select date_trunc($1, hour, $2) as at, ${flowColumns.join(', ')}
      from (select * from flow_hour
             where hour > (select min(at) from shown) - interval '1 hour'
            union all ${flowSql('true', 'fresh')}) f
     where ($5::text is null or door = $5) and ($6::text is null or plan_code = $6)
  )
  select shown.at, ${sums.join(', ')}, (select count(*) from fresh) < ${FRESH_LIMIT} as complete
    from shown left join n on n.at = shown.at
   group by shown.at order by shown.at`;
