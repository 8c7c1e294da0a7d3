import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import type { LineState } from './batch-state.js';

/** A line that came to nothing, or would. */
export interface FaultyLine {
  line: number;
  externalRef: string | null;
  subscriptionId: string | null;
  state: LineState;
  codes: string[];
}

export interface FaultyLines {
  data: FaultyLine[];
  /** The line after which the next page begins; null at the end. */
  next: number | null;
}

/**
 * Lines that are wrong, refused or failed, in the order of the file. The chunks' counts lead to those
 * that have such lines, so that a large file with few faults is not read through.
 */
@Injectable()
export class FindFaultyLines {
  constructor(private readonly em: EntityManager) {}

  /** @param after number of the line before the first one; 0 begins */
  async run(
    batchId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<FaultyLines> {
    const rows = await sql<FaultyLine>(this.em.fork(), FAULTY, [batchId, after, limit + 1]);
    const data = rows.slice(0, limit);
    return { data, next: rows.length > limit ? (data.at(-1)?.line ?? null) : null };
  }
}

/** What a check foresees as refused stands on no chunk: a checked chunk is always looked at. */
const FAULTY = `
  select l.line_no as line, l.external_ref as "externalRef", l.subscription_id as "subscriptionId",
         coalesce(l.shown, l.state) as state, to_json(coalesce(l.shown_codes, l.codes, '{}')) as codes
    from batch_chunk c,
         lateral (select x.*, case when x.state = 'valid' then x.preview_state end as shown,
                         case when x.state = 'valid' then x.preview_codes end as shown_codes
                    from batch_line x
                   where x.batch_id = c.batch_id and x.line_no between c.first_line and c.last_line
                     and x.line_no > $2
                     and (x.state in ('invalid', 'rejected', 'failed')
                       or (x.state = 'valid' and x.preview_state = 'rejected'))) l
   where c.batch_id = $1 and c.last_line > $2
     and (c.stage = 'preview' or c.invalid + c.rejected + c.failed > 0)
   order by c.chunk_no, l.line_no limit $3`;
