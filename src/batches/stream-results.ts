import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { BatchState, LineState } from './batch-state.js';
import { csvCell } from './spreadsheet-cell.js';

/** The columns that everybody scripts against. Source: contract, "Batch file". */
const COLUMNS = [
  ...['line', 'external_ref', 'subscription_id', 'cancellation_id', 'reference', 'state', 'codes'],
] as const;
/** What a check foresees, or what came of it, on demand. */
const DETAILS = ['effective_at', 'refund_amount', 'refund_currency', 'expected_state'] as const;
const PAGE = 2_000;

interface ResultRow {
  line_no: number;
  external_ref: string | null;
  subscription_id: string | null;
  cancellation_id: string | null;
  reference: string | null;
  state: LineState;
  codes: string[];
  preview_state: LineState | null;
  preview_codes: string[];
  effective_at: string | null;
  refund: string | null;
  currency: string | null;
}

/**
 * One line for every line of the file, in order, as CSV. Read in pages by the key, so that the memory
 * stays as it is however long the batch; while it runs, each page tells the present.
 */
@Injectable()
export class StreamResults {
  constructor(private readonly em: EntityManager) {}

  /**
   * @param visibility whose batches exist; null, for staff, sees all
   * @throws DomainError `not_found`, before the first piece
   */
  async run(
    id: string,
    visibility: Visibility | null,
    details = false,
  ): Promise<AsyncGenerator<string>> {
    const rows = isUuid(id)
      ? await sql<{ state: BatchState }>(
          this.em.fork(),
          `select state from batch where id = $1 and ($2::uuid is null or client_id = $2)`,
          [id, visibility?.clientId ?? null],
        )
      : [];
    const [batch] = rows;
    if (batch === undefined) throw notFound('batch');
    return this.pages(id, batch.state, details);
  }

  private async *pages(id: string, state: BatchState, details: boolean): AsyncGenerator<string> {
    yield `${[...COLUMNS, ...(details ? DETAILS : [])].join(',')}\r\n`;
    let after = -1;
    for (;;) {
      const rows: ResultRow[] = await sql<ResultRow>(this.em.fork(), RESULTS, [id, after, PAGE]);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((row) => resultLine(row, state, details)).join('');
      after = last.line_no;
    }
  }
}

function resultLine(row: ResultRow, batch: BatchState, details: boolean): string {
  // Of a checked line that did not run yet the result is what was foreseen.
  const foreseen = row.state === 'valid' && row.preview_state !== null && batch === 'ready';
  const state = foreseen ? row.preview_state : stateText(row.state, batch);
  const codes = foreseen ? row.preview_codes : row.codes;
  const cells = [
    ...[row.line_no, row.external_ref, row.subscription_id, row.cancellation_id, row.reference],
    ...[state, codes.join(' ')],
    ...(details
      ? [
          row.effective_at && new Date(row.effective_at).toISOString(),
          row.refund,
          row.currency,
          row.preview_state,
        ]
      : []),
  ];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A line that an ended batch did not come to was not carried out and never will be. */
function stateText(line: LineState, batch: BatchState): string {
  return line === 'valid' && (batch === 'aborted' || batch === 'failed') ? 'not_run' : line;
}

const RESULTS = `
  select l.line_no, l.external_ref, l.subscription_id, l.cancellation_id, c.reference, l.state,
         coalesce(to_json(l.codes), '[]') as codes, l.preview_state,
         coalesce(to_json(l.preview_codes), '[]') as preview_codes,
         coalesce(c.effective_at, l.preview_at) as effective_at,
         coalesce((select sum(r.amount) from refund r where r.cancellation_id = c.id and r.state <> 'voided'),
           case when c.id is null then l.preview_refund end)::text as refund,
         coalesce(s.currency, l.preview_currency) as currency
    from batch_line l
    left join cancellation c on c.id = l.cancellation_id
    left join subscription s on s.id = l.subscription_id
   where l.batch_id = $1 and l.line_no > $2
   order by l.line_no limit $3`;
