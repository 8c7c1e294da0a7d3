import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lineStates, seedBigFile } from '../faults/support/big-batch.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { TestClock } from '../support/test-clock.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

const LINES = 2_500;
/** Rows of the table that may be read for one line, over all stages: a join of each with each reads thousands. */
const ROWS_PER_LINE = 60;

describe('what a line of a batch costs', () => {
  let desk: Desk;
  let api: BatchApi;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres, clock: new TestClock(new Date()) });
    api = await batchClient(desk);
  });
  afterAll(() => desk?.stop());

  /** Rows of lines read so far, as the server counts them. */
  const rowsRead = async (): Promise<number> => {
    await desk.sql('select pg_stat_force_next_flush()');
    const [row] = await desk.sql<{ n: number }>(
      `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n
         from pg_stat_user_tables where relname = 'batch_line'`,
    );
    return row?.n ?? 0;
  };

  it('does not grow where the statistics speak of earlier batches alone', async () => {
    const first = await seedBigFile(desk.database.url, LINES);
    await api.reach((await api.submit(first.csv)).body.id, 'done');
    const second = await seedBigFile(desk.database.url, LINES);
    // All lines that the server knows of are done: it expects none that wait.
    await desk.sql('analyze');
    const check = await api.submit(second.csv, { dryRun: true });
    await api.reach(check.body.id, 'ready', 60_000);
    const before = await rowsRead();
    const { body } = await api.submit(second.csv);
    await api.reach(body.id, 'done', 60_000);
    expect(await lineStates(desk.sql, body.id)).toEqual(second.outcomes);
    const read = (await rowsRead()) - before;
    expect(read).toBeGreaterThan(LINES);
    expect(read / LINES).toBeLessThan(ROWS_PER_LINE);
  });
});
