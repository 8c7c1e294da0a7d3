import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { batchClient, type BatchApi } from '../scenarios/support/batch-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { TestClock } from '../support/test-clock.js';
import { waitFor } from '../support/wait-for.js';
import {
  effectsOfLines,
  expectedEffects,
  linesDone,
  lineStates,
  seedBigFile,
  type BigFile,
} from './support/big-batch.js';
import { build, DeskProcess } from './support/desk-process.js';
import { createOwnDatabase, type OwnDatabase } from './support/own-database.js';

const LINES = 10_000;

describeOnBackends('a batch and what is taken away from under it', (backend) => {
  let database: OwnDatabase;
  let api: Desk;
  let client: BatchApi;
  let worker: DeskProcess | undefined;

  beforeAll(build);
  beforeEach(async () => {
    database = await createOwnDatabase();
    await backend.empty();
    const clock = new TestClock(new Date());
    api = await startDesk({ backend, database, clock, env: { ROLES: 'api' } });
    client = await batchClient(api);
  });
  afterEach(async () => {
    await worker?.stop();
    await api?.stop();
    await database?.drop();
  });

  const startWorker = async (): Promise<DeskProcess> => {
    worker = new DeskProcess({
      ...{ ROLES: 'worker', DEMO: '0', HOST: '127.0.0.1', PORT: '0', DATABASE_URL: database.url },
      SIGNING_KEY: 'a signing key for tests, of 40 characters',
      ...(backend.redisUrl() === undefined ? {} : { REDIS_URL: backend.redisUrl() as string }),
    });
    await worker.ready();
    return worker;
  };

  /** Submits a file and waits until so many of its lines are done. */
  const begin = async (lines: number): Promise<{ id: string; file: BigFile }> => {
    const file = await seedBigFile(database.url, LINES);
    const { body } = await client.submit(file.csv);
    await startWorker();
    await waitFor(async () => (await linesDone(api.sql, body.id)) >= lines, 120_000);
    return { id: body.id, file };
  };

  const expectAllOnce = async (id: string, file: BigFile): Promise<void> => {
    expect(await lineStates(api.sql, id)).toEqual(file.outcomes);
    expect(await effectsOfLines(api.sql, id)).toEqual(expectedEffects(file));
  };

  it('comes to its end after the queue was emptied', async () => {
    const { id, file } = await begin(1);
    expect((await client.get(id)).state).toBe('running');
    if (backend.name === 'redis') await backend.empty();
    // Its schedules stay: only what they would bring is gone.
    else await api.sql('delete from bullmq.job');
    await client.reach(id, 'done', 120_000);
    await expectAllOnce(id, file);
  }, 300_000);

  it('comes to its end after the database went down and came up again', async () => {
    const { id, file } = await begin(1);
    await database.restart();
    // One process at least has seen it: nobody may have died of it.
    await waitFor(async () => (await fetch(`${api.url}/readyz`)).ok, 60_000);
    await client.reach(id, 'done', 180_000);
    expect(worker?.running).toBe(true);
    await expectAllOnce(id, file);
  }, 300_000);

  it('stands still while it is paused, through a restart of the worker too, and goes on', async () => {
    const { id, file } = await begin(1);
    const paused = (await client.act(id, 'pause')).body;
    expect(paused.state).toBe('paused');
    const still = await api.snapshot(['batch', 'batch_chunk', 'batch_line', 'cancellation']);
    expect(await worker?.signal('SIGTERM')).toEqual({ code: 143, signal: null });
    const second = await startWorker();
    // The new worker's clock has swept once: it looked and left the batch alone.
    await clockHasTicked();
    expect(await api.snapshot(['batch', 'batch_chunk', 'batch_line', 'cancellation'])).toEqual(
      still,
    );
    expect((await client.get(id)).counts).toEqual(paused.counts);
    await client.act(id, 'resume');
    await client.reach(id, 'done', 120_000);
    expect(second.running).toBe(true);
    await expectAllOnce(id, file);
  }, 300_000);

  /** Any task of the clock leaves its mark when it ran; `count-flow` comes with the slowest sweep. */
  async function clockHasTicked(): Promise<void> {
    const mark = async (): Promise<string> =>
      JSON.stringify(await api.sql('select * from flow_mark'));
    const before = await mark();
    await waitFor(async () => (await mark()) !== before, 60_000);
  }
});
