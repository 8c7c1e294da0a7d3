/** What of the audit log is an event of the flow, by the column that counts it. */
export const flowCounts = {
  requested: 'cancellation.requested',
  completed: 'cancellation.completed',
  scheduled: 'cancellation.scheduled',
  in_review: 'cancellation.in_review',
  rejected: 'cancellation.rejected',
} as const;
export type FlowCount = keyof typeof flowCounts;
export const flowColumns = Object.keys(flowCounts) as FlowCount[];

const actions = Object.values(flowCounts)
  .map((action) => `'${action}'`)
  .join(', ');

/**
 * Events of the flow added up by hour, door and plan; the plan is '' where nobody knows which
 * subscription is meant. The hour is one of UTC.
 * @param range a condition on the entries `e`, which are found by their id
 * @param entries where they are read from
 */
export function flowSql(range: string, entries = 'audit_entry'): string {
  const columns = flowColumns.map(
    (column) => `count(*) filter (where e.action = '${flowCounts[column]}') as ${column}`,
  );
  return `
    select date_trunc('hour', e.at, 'UTC') as hour, c.door, coalesce(s.plan_code, '') as plan_code,
           ${columns.join(', ')}
      from ${entries} e
      join cancellation c on c.id = e.cancellation_id
      left join subscription s on s.id = c.subscription_id
     where ${range} and e.action in (${actions})
     group by 1, 2, 3`;
}

/**
 * Refunds that went out, added up by hour and currency; amounts in minor units.
 * @param range as in `flowSql`, and `entries` too
 */
export function refundSql(range: string, entries = 'audit_entry'): string {
  return `
    select date_trunc('hour', e.at, 'UTC') as hour, (e.after ->> 'currency')::char(3) as currency,
           count(*) as refunds, sum((e.after ->> 'amount')::bigint)::bigint as amount
      from ${entries} e
     where ${range} and e.action = 'refund.issued'
     group by 1, 2`;
}

/** What is not counted yet is counted by the reader, as far as this; more only after an upgrade. */
export const FRESH_LIMIT = 100_000;

/** The entries that `CountFlow` has not come to: those of the last minute. */
export const freshSql = `
    select e.* from audit_entry e where e.id > (select counted_id from flow_mark)
     order by e.id limit ${FRESH_LIMIT}`;
