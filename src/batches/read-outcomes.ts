import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { LockedChunk } from './locked-chunk.js';

/**
 * Brings onto the lines of a chunk what was decided of their cancellations, with the codes of the
 * decision. A line that was checked before and came out otherwise carries `changed_since_check`.
 */
export async function readOutcomes(em: SqlEntityManager, chunk: LockedChunk): Promise<void> {
  await sql(em, OUTCOMES, [chunk.batch_id, chunk.first_line, chunk.last_line]);
}

/**
 * Of a decision only what speaks against a plain end is told: why it was refused or waits, or why the
 * refund is held. An end at once comes at its own instant, so only a planned one is compared by date.
 *
 * A line meets nothing but its own cancellation, by its id: a batch is always newer than the
 * statistics of the table, so the server takes its lines for few, and would join them line by line.
 * For the same reason the state of the cancellation is compared in a way that no statistics speak of.
 */
const OUTCOMES = `
  update batch_line l
     set state = o.state,
         codes = nullif(o.codes || case when l.preview_state is not null and (l.preview_state <> o.state
             or (o.state = 'scheduled' and l.preview_at <> o.effective_at)
             or (o.state = 'completed' and coalesce(l.preview_refund, 0) <> (
               select coalesce(sum(r.amount), 0) from refund r
                where r.cancellation_id = o.id and r.state <> 'voided')))
           then array['changed_since_check'] else '{}' end, '{}')
    from (select c.id, c.effective_at,
                 case c.state when 'revoked' then 'rejected' else c.state end as state,
                 case c.state
                   when 'failed' then array['processing_failed']
                   when 'revoked' then array['revoked']
                   when 'completed' then coalesce((select r.hold_codes from refund r
                     where r.cancellation_id = c.id and r.state = 'held' limit 1), '{}')
                   when 'scheduled' then '{}'::text[]
                   else array(select rule ->> 'code'
                                from (select x.document from decision x where x.cancellation_id = c.id
                                       order by x.id desc limit 1) d,
                                     json_array_elements(d.document -> 'rules') as rule
                               where rule ->> 'speaksTo' = 'end' and rule ->> 'passed' = 'false'
                                 and rule ->> 'verdict' = d.document ->> 'end')
                 end as codes
            from cancellation c where c.state || '' <> 'requested') o
   where l.batch_id = $1 and l.line_no between $2 and $3 and l.state = 'requested'
     and o.id = l.cancellation_id`;
