import type pg from 'pg';

/** How many rows of which table are in which state, and how many bytes of JSON they hold. */
export type Written = Record<string, number>;

/** Rows of what follows an outcome (paying refunds, its mail) are left out: they belong to neither side. */
const COUNT = `
  select 'cancellation.' || state as what, count(*)::bigint as n from cancellation group by state
  union all select 'subscription.' || status, count(*)::bigint from subscription group by status
  union all select 'declaration', count(*)::bigint from declaration
  union all select 'decision.' || outcome, count(*)::bigint from decision group by outcome
  union all select 'decision bytes', coalesce(sum(length(facts::text) + length(document::text)), 0)::bigint from decision
  union all select 'audit_entry.' || action, count(*)::bigint from audit_entry
             where action !~ '^(notification|refund.issued)' group by action
  union all select 'audit_entry bytes', coalesce(sum(coalesce(length(before::text), 0) + coalesce(length(after::text), 0)), 0)::bigint
              from audit_entry where action !~ '^(notification|refund.issued)'
  union all select 'notification.' || template, count(*)::bigint from notification
             where template <> 'refund_issued' group by template
  union all select 'notification bytes', coalesce(sum(length(data::text)), 0)::bigint from notification
             where template <> 'refund_issued'
  union all select 'refund', count(*)::bigint from refund
  union all select 'refund amount', coalesce(sum(amount), 0)::bigint from refund
  union all select 'payment.refunded', count(*)::bigint from payment where refunded_amount > 0
  union all select 'credit_note', count(*)::bigint from credit_note
  union all select 'batch_line.' || state, count(*)::bigint from batch_line group by state
  union all select 'batch_chunk', count(*)::bigint from batch_chunk
  union all select 'batch_chunk bytes', coalesce(sum(length(piece)), 0)::bigint from batch_chunk`;

/** The state of the tables now; outside of what is timed. */
export async function countRows(pool: pg.Pool): Promise<Written> {
  const { rows } = await pool.query<{ what: string; n: string }>(COUNT);
  return Object.fromEntries(rows.map(({ what, n }) => [what, Number(n)]));
}

/** What was written between two states, added to what was written before. */
export function addWritten(sum: Written, before: Written, after: Written): Written {
  const keys = new Set([...Object.keys(sum), ...Object.keys(after), ...Object.keys(before)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, (sum[key] ?? 0) + (after[key] ?? 0) - (before[key] ?? 0)]),
  );
}

/** Ids and numbers differ in length by a little; what is left out would differ by much more. */
const BYTES_TOLERANCE = 0.02;

/** @throws Error with each table of which the two sides did not write the same; a comparison of nothing */
export function assertSameRows(ours: Written, reference: Written): void {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(reference)])].sort();
  const wrong = keys.filter((key) => {
    const [a, b] = [ours[key] ?? 0, reference[key] ?? 0];
    return key.endsWith(' bytes') ? Math.abs(a - b) > BYTES_TOLERANCE * Math.max(a, b) : a !== b;
  });
  if (wrong.length === 0) return;
  const list = wrong.map(
    (key) => `${key}: ours ${ours[key] ?? 0}, reference ${reference[key] ?? 0}`,
  );
  throw new Error(`The two sides did not write the same rows:\n  ${list.join('\n  ')}`);
}
