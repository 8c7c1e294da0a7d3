import pg from 'pg';
import { seedContracts, settleDatabase, type Case } from '../../bench/seed.js';
import type { Sql } from '../../support/sql.js';

/** What becomes of ten contracts: ended with a refund, ended later, for people, refused. */
const MIX: readonly Case[] = [
  'complete',
  ...Array.from({ length: 7 }, (): Case => 'schedule'),
  'review',
  'reject',
];
/** One line in so many is wrong. */
const WRONG_EVERY = 1_000;

/** A batch file and what has to come of it. */
export interface BigFile {
  csv: string;
  lines: number;
  /** How many lines shall end in which state. */
  outcomes: Record<string, number>;
}

/** Contracts as of now, and a file that cancels all of them, each at once where that is possible. */
export async function seedBigFile(url: string, lines: number): Promise<BigFile> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    const wish = { count: lines, kinds: MIX, requested: false };
    const seeded = await seedContracts(pool, wish);
    await settleDatabase(pool);
    const outcomes: Record<string, number> = {};
    const rows = seeded.map(({ kind, subscriptionId }, n) => {
      const wrong = n % WRONG_EVERY === WRONG_EVERY - 1;
      const state = wrong ? 'invalid' : stateOf[kind];
      outcomes[state] = (outcomes[state] ?? 0) + 1;
      const effective = kind === 'complete' ? 'immediate' : '';
      return `${subscriptionId},${wrong ? 'no_reason' : 'unused'},${effective},line-${n}`;
    });
    const csv = `subscription_id,reason_code,effective,external_ref\n${rows.join('\n')}\n`;
    return { csv, lines, outcomes };
  } finally {
    await pool.end();
  }
}

const stateOf: Record<Case, string> = {
  complete: 'completed',
  schedule: 'scheduled',
  review: 'in_review',
  reject: 'rejected',
};

/** Lines of the batch that have come to their end, or to `states`. */
export async function linesDone(
  sql: Sql,
  batchId: string,
  states = ['completed', 'scheduled', 'in_review', 'rejected', 'failed'],
): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `select count(*) as n from batch_line where batch_id = $1 and state = any($2::text[])`,
    [batchId, states],
  );
  return row?.n ?? 0;
}

/** Lines by state. */
export async function lineStates(sql: Sql, batchId: string): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; n: number }>(
    `select state, count(*) as n from batch_line where batch_id = $1 group by 1 order by 1`,
    [batchId],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/**
 * What the lines of a batch have led to, each different thing with how many lines have it. One row a
 * state when every line was done once: one decision, one audit entry of a kind, one mail of a kind,
 * one refund where there is one.
 */
export async function effectsOfLines(sql: Sql, batchId: string): Promise<unknown[]> {
  // Without it the server would believe that the tables are as small as they were made.
  await sql('analyze');
  return sql(EFFECTS, [batchId]);
}

/** What `effectsOfLines` answers when everything was done once and no more. */
export const expectedEffects = ({ outcomes }: BigFile): unknown[] =>
  (
    [
      ['completed', true, 1],
      ['in_review', false, 0],
      ['rejected', false, 0],
      ['scheduled', true, 0],
    ] as const
  ).map(([state, ends, refunds]) => ({
    ...{ line: state, state, attempts: 0, ends, cancellations: 1, decisions: 1 },
    ...{ requested: 1, decided: 1, refunds, paid_back: refunds },
    ...{ mails: ['received', state].toSorted().join(',') },
    lines: outcomes[state],
  }));

const EFFECTS = `
  with mine as (
    select l.state as line, c.id, c.state, c.attempts, c.subscription_id, s.status in ('ending', 'cancelled') as ends
      from batch_line l join cancellation c on c.id = l.cancellation_id
      join subscription s on s.id = c.subscription_id
     where l.batch_id = $1
  ), decisions as (
    select cancellation_id as id, count(*) as n from decision group by 1
  ), entries as (
    select cancellation_id as id, count(*) filter (where action = 'cancellation.requested') as requested,
           count(*) filter (where action ~ '^cancellation.(completed|scheduled|in_review|rejected)$') as decided
      from audit_entry where cancellation_id is not null group by 1
  ), refunds as (
    select r.cancellation_id as id, count(*) as n,
           count(*) filter (where p.refunded_amount = r.amount) as fitting
      from refund r join payment p on p.id = r.payment_id group by 1
  ), mails as (
    select cancellation_id as id, string_agg(template, ',' order by template) as templates
      from notification where template <> 'refund_issued' group by 1
  ), asked as (
    select subscription_id, count(*) as n from cancellation group by 1
  )
  select m.line, m.state, m.attempts, m.ends, a.n as cancellations, d.n as decisions, e.requested,
         e.decided, coalesce(r.n, 0) as refunds, coalesce(r.fitting, 0) as paid_back, n.templates as mails,
         count(*) as lines
    from mine m join asked a using (subscription_id) left join decisions d using (id)
    left join entries e using (id) left join refunds r using (id) left join mails n using (id)
   group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`;
