import { Injectable } from '@nestjs/common';
import { csvCell } from '../batches/spreadsheet-cell.js';
import { FindRunRows } from './find-run-rows.js';
import { ReadRun } from './read-run.js';
import type { RowState, RunState } from './run-state.js';

const COLUMNS = ['row', 'reference', 'cancellation_id', 'plan', 'result', 'code', 'state'] as const;
const PIECE = 2_000;

/**
 * A line for every row of a run, in order, as CSV that no spreadsheet runs. Read in pages by the key;
 * while it runs, each page tells the present.
 */
@Injectable()
export class StreamRunResults {
  constructor(
    private readonly readRun: ReadRun,
    private readonly findRows: FindRunRows,
  ) {}

  /** @throws DomainError `not_found`, before the first piece */
  async run(id: string): Promise<AsyncGenerator<string>> {
    const { state } = await this.readRun.run(id);
    return this.pages(id, state);
  }

  private async *pages(id: string, state: RunState): AsyncGenerator<string> {
    yield `${COLUMNS.join(',')}\r\n`;
    let after = 0;
    for (;;) {
      const rows = await this.findRows.run(id, { after, limit: PIECE });
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows
        .map(({ row, reference, cancellationId, plan, result, code, state: now }) =>
          [row, reference, cancellationId, plan, resultText(result, state), code, now]
            .map(csvCell)
            .join(','),
        )
        .map((line) => `${line}\r\n`)
        .join('');
      after = last.row;
    }
  }
}

/** What an aborted run did not come to was left as it was and will be. */
function resultText(result: RowState, run: RunState): string {
  return result === 'waiting' && run === 'aborted' ? 'not_run' : result;
}
