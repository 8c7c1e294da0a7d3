import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { checkTotals, type CheckTotals, type TotalsGroup } from './check-totals.js';

/**
 * Marks all but the first line of each subscription: one contract ends once. Chunks are read by several
 * workers at once, so only the whole batch tells which line came first.
 */
export async function markDoubledLines(em: SqlEntityManager, batchId: string): Promise<void> {
  const marked = await sql(em, MARK_DOUBLED, [batchId]);
  if (marked.length > 0) await sql(em, RECOUNT_INVALID, [batchId]);
}

/** Notes how many lines of the same account, that will be received, stand before a line. */
export async function rankLinesOfAccounts(em: SqlEntityManager, batchId: string): Promise<void> {
  await sql(em, RANK, [batchId]);
}

/** What the check foresees of the whole batch, wrong lines included. */
export async function totalsOf(em: SqlEntityManager, batchId: string): Promise<CheckTotals> {
  return checkTotals(await sql<TotalsGroup>(em, TOTALS, [batchId]));
}

/**
 * Found by number, as an array, and not by a join: a batch is always newer than the statistics of the
 * table, so the server takes its lines for few and would compare each with each.
 */
const MARK_DOUBLED = `
  with marked as (
    update batch_line set state = 'invalid', codes = array['duplicate_line']
     where batch_id = $1 and line_no = any(array(
       select line_no from (
         select line_no, row_number() over (partition by subscription_id order by line_no) as n
           from batch_line where batch_id = $1 and state = 'valid') as numbered
        where n > 1))
    returning 1
  )
  select 1 from marked limit 1`;

const RECOUNT_INVALID = `
  update batch_chunk c
     set invalid = (select count(*) from batch_line l
                     where l.batch_id = c.batch_id and l.line_no between c.first_line and c.last_line
                       and l.state = 'invalid')
   where c.batch_id = $1`;

/**
 * What is cancelled or asked for already is refused without becoming a cancellation of the account.
 * The batch's id comes out of the first part, so that each line is found by its whole key.
 */
const RANK = `
  with ranked as materialized (
    select * from (
      select l.batch_id, l.line_no, row_number() over (partition by s.account_id order by l.line_no) - 1 as n
        from batch_line l join subscription s on s.id = l.subscription_id
       where l.batch_id = $1 and l.state = 'valid' and s.status <> 'cancelled'
         and not exists (select 1 from cancellation o where o.subscription_id = s.id
           and o.state in ('requested', 'in_review', 'scheduled', 'failed'))) numbered
     where n > 0
  )
  update batch_line l set account_rank = ranked.n
    from ranked where l.batch_id = ranked.batch_id and l.line_no = ranked.line_no`;

const TOTALS = `
  select coalesce(l.preview_state, l.state) as state, s.plan_code as plan,
         to_json(coalesce(l.preview_codes, l.codes)) as codes, l.preview_currency as currency,
         count(*)::int as lines, coalesce(sum(l.preview_refund), 0)::float8 as refund
    from batch_line l left join subscription s on s.id = l.subscription_id
   where l.batch_id = $1
   group by coalesce(l.preview_state, l.state), s.plan_code, coalesce(l.preview_codes, l.codes),
         l.preview_currency`;
