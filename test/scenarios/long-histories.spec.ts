import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_RECORDS } from '../../src/cancellations/light-parts.js';
import {
  effectsOfLines,
  expectedEffects,
  lineStates,
  seedBigFile,
} from '../faults/support/big-batch.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { TestClock } from '../support/test-clock.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

const LINES = 40;
const EARLIER = 200;
/** Invoices and the device of one contract. */
const WEIGHT = EARLIER + 2;

/** Paid months before the first one of every contract. */
const HISTORY = [
  `insert into billing_period (id, subscription_id, starts_at, ends_at)
   select uuidv7(), id, period_starts_at - make_interval(months => n),
          period_starts_at - make_interval(months => n - 1)
     from subscription s, generate_series(1, ${EARLIER}) as n
    where (select count(*) from billing_period b where b.subscription_id = s.id) = 1`,
  `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
   select uuidv7(), b.subscription_id, b.id, 999, 160, 'EUR', 'paid', b.starts_at
     from billing_period b left join invoice i on i.billing_period_id = b.id where i.id is null`,
  `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, gateway_reference, captured_at)
   select uuidv7(), i.id, i.subscription_id, i.amount, i.tax, 'EUR', 'history-' || i.id, i.issued_at
     from invoice i left join payment p on p.invoice_id = i.id where p.id is null`,
];

/** Notes how many decisions each statement writes. */
const COUNT_SETS = [
  'create table written (n integer)',
  `create function count_set() returns trigger language plpgsql as $$
   begin insert into written select count(*) from fresh; return null; end $$`,
  `create trigger count_set after insert on decision referencing new table as fresh
     for each statement execute function count_set()`,
];

describe('a batch of contracts with long histories', () => {
  let desk: Desk;
  let api: BatchApi;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres, clock: new TestClock(new Date()) });
    api = await batchClient(desk);
  });
  afterAll(() => desk?.stop());

  it('is decided in parts that fit into memory, and comes to what short ones come to', async () => {
    const file = await seedBigFile(desk.database.url, LINES);
    for (const statement of [...HISTORY, ...COUNT_SETS]) await desk.sql(statement);
    const { body } = await api.submit(file.csv, { dryRun: true });
    const checked = await api.reach(body.id, 'ready');
    expect(checked.counts).toMatchObject({ total: LINES, valid: LINES });
    const previews = await desk.sql(
      `select preview_state as state, count(*) as n from batch_line where batch_id = $1 group by 1`,
      [body.id],
    );
    const asForeseen = Object.fromEntries(previews.map(({ state, n }) => [state, n]));
    expect(asForeseen).toEqual(file.outcomes);
    expect(await desk.sql('select * from written')).toEqual([]);

    await api.act(body.id, 'start');
    await api.reach(body.id, 'done');
    expect(await lineStates(desk.sql, body.id)).toEqual(file.outcomes);
    expect(await effectsOfLines(desk.sql, body.id)).toEqual(expectedEffects(file));
    const sets = await desk.sql<{ n: number }>('select n from written');
    expect(sets.reduce((sum, { n }) => sum + n, 0)).toBe(LINES);
    expect(Math.max(...sets.map(({ n }) => n))).toBe(Math.floor(MOST_RECORDS / WEIGHT));
    const facts = await desk.sql(
      `select json_array_length(facts -> 'invoices') as invoices, count(*) as n from decision group by 1`,
    );
    expect(facts).toEqual([{ invoices: EARLIER + 1, n: LINES }]);
  });

  it('lets one that fails in a later part fail alone, however often the batch is started', async () => {
    const file = await seedBigFile(desk.database.url, LINES);
    for (const statement of HISTORY) await desk.sql(statement);
    const { body } = await api.submit(file.csv, { dryRun: true });
    await api.reach(body.id, 'ready');
    const [last] = await desk.sql<{ line: number; id: string }>(
      `select l.line_no as line, l.subscription_id as id from batch_line l
        where l.batch_id = $1 and l.preview_state = 'scheduled' order by l.subscription_id desc limit 1`,
      [body.id],
    );
    const broken = String(last?.id);
    await desk.sql(`create function break_one() returns trigger language plpgsql as $$
      begin raise exception 'this one cannot be ended'; end $$`);
    await desk.sql(`create trigger break_one before update on subscription
      for each row when (new.id = '${broken}') execute function break_one()`);
    const contract = `select * from subscription where id = '${broken}'`;
    const before = await desk.sql(contract);

    const clicks = await Promise.all([1, 2, 3].map(() => api.act(body.id, 'start')));
    expect(clicks.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    await api.reach(body.id, 'done', 60_000);
    const states = await desk.sql<{ line: number }>(
      `select line_no as line from batch_line where batch_id = $1 and state = 'failed'`,
      [body.id],
    );
    expect(states).toEqual([{ line: last?.line }]);
    const scheduled = (file.outcomes['scheduled'] ?? 0) - 1;
    const outcomes = { ...file.outcomes, scheduled, failed: 1 };
    expect(await lineStates(desk.sql, body.id)).toEqual(outcomes);
    expect(await desk.sql(contract)).toEqual(before);
    expect(await effectsOfLines(desk.sql, body.id)).toEqual(
      expect.arrayContaining(expectedEffects({ ...file, outcomes })),
    );
  }, 90_000);
});
