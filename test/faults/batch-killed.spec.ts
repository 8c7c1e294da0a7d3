import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { batchClient, type BatchApi } from '../scenarios/support/batch-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { closePost, openPost, type Post } from '../support/post.js';
import { TestClock } from '../support/test-clock.js';
import { waitFor } from '../support/wait-for.js';
import {
  effectsOfLines,
  expectedEffects,
  linesDone,
  lineStates,
  seedBigFile,
} from './support/big-batch.js';
import { build, DeskProcess } from './support/desk-process.js';

const LINES = 20_000;
/** The worker dies as soon as so many lines have their outcome. */
const KILLS = [1, 4_000, 8_000, 12_000, 16_000];
/** So many mails are followed into the mail server; writing all of them takes minutes. */
const FOLLOWED = 600;
const MAIL_KILLS = [100, 300];
/** Mails that one worker has on their way at once: two jobs of five. */
const ON_THEIR_WAY = 10;

describeOnBackends('a worker that is killed five times during a batch', (backend) => {
  let database: TestDatabase;
  let api: Desk;
  let client: BatchApi;
  let post: Post;
  let worker: DeskProcess | undefined;

  beforeAll(build);
  beforeEach(async () => {
    database = await createTestDatabase();
    await backend.empty();
    post = await openPost();
    const clock = new TestClock(new Date());
    api = await startDesk({ backend, database, clock, env: { ROLES: 'api' } });
    client = await batchClient(api);
  });
  afterEach(async () => {
    await worker?.stop();
    await api?.stop();
    await closePost(post);
    await database?.drop();
  });
  afterAll(async () => worker?.stop());

  const startWorker = async (): Promise<DeskProcess> => {
    worker = new DeskProcess({
      ...{ ROLES: 'worker', DEMO: '0', HOST: '127.0.0.1', PORT: '0', DATABASE_URL: database.url },
      SIGNING_KEY: 'a signing key for tests, of 40 characters',
      SMTP_URL: `smtp://127.0.0.1:${post.port}`,
      ...(backend.redisUrl() === undefined ? {} : { REDIS_URL: backend.redisUrl() as string }),
    });
    await worker.ready();
    return worker;
  };

  it('does every line once, refunds once, and sends no mail twice but where nobody can know', async () => {
    const file = await seedBigFile(database.url, LINES);
    const { body } = await client.submit(file.csv);
    for (const after of KILLS) {
      const victim = await startWorker();
      await waitFor(async () => (await linesDone(api.sql, body.id)) >= after, 120_000);
      await victim.signal('SIGKILL');
      expect((await client.get(body.id)).state).toBe('running');
    }
    await startWorker();
    await client.reach(body.id, 'done', 180_000);
    expect(await lineStates(api.sql, body.id)).toEqual(file.outcomes);
    expect(await effectsOfLines(api.sql, body.id)).toEqual(expectedEffects(file));
    await worker?.stop();

    await deliver();
    const twice = post.mails.length - new Set(post.mails.map((mail) => mail.messageId)).size;
    process.stderr.write(
      `batch-killed on ${backend.name}: ${post.mails.length} mails taken, ${twice} of them a second time\n`,
    );
    expect(twice).toBeLessThanOrEqual((KILLS.length + MAIL_KILLS.length) * ON_THEIR_WAY);
    // Under one Message-ID, whatever was repeated: the mailbox of the customer can tell. Only what this
    // test withdrew while it was on its way is taken and not noted.
    const known = await api.sql<{ id: string; state: string }>(
      `select '<' || id || '@localhost>' as id, state from notification where state in ('sent', 'withdrawn')`,
    );
    const withdrawn = new Set(known.flatMap(({ id, state }) => (state === 'sent' ? [] : [id])));
    const taken = post.mails.map((mail) => String(mail.messageId));
    expect(new Set(taken.filter((id) => !withdrawn.has(id)))).toEqual(
      new Set(known.flatMap(({ id, state }) => (state === 'sent' ? [id] : []))),
    );
    const refunds = await api.sql(
      `select count(*) filter (where r.state <> 'issued') as open,
              count(*) - count(distinct r.payment_id) as doubled, count(*) as refunds,
              (select count(*) from ledger_entry) as booked
         from refund r`,
    );
    const completed = file.outcomes['completed'];
    expect(refunds).toEqual([{ open: 0, doubled: 0, refunds: completed, booked: completed }]);
  }, 600_000);

  /** Lets some of the mails go, with workers that die in between, and all refunds. */
  async function deliver(): Promise<void> {
    await api.sql(
      `update notification set state = 'withdrawn', next_attempt_at = null
        where state = 'pending' and id not in
          (select id from notification where state = 'pending' order by id limit $1)`,
      [FOLLOWED],
    );
    const begun = post.mails.length;
    for (const after of [...MAIL_KILLS, FOLLOWED]) {
      await pastLeases();
      const sender = await startWorker();
      const left = (): Promise<unknown[]> =>
        api.sql(`select 1 from notification where state = 'pending' and bulk limit 1`);
      await waitFor(
        async () => post.mails.length - begun >= after || (await left()).length === 0,
        120_000,
      );
      if (after < FOLLOWED) await sender.signal('SIGKILL');
    }
    await pastLeases();
    await api.sql(
      `update refund set next_attempt_at = now() - interval '1 minute' where state = 'pending'`,
    );
    const waits = `select 1 from refund where state = 'pending'
      union all select 1 from notification where state = 'pending' and bulk limit 1`;
    await waitFor(async () => (await api.sql(waits)).length === 0, 180_000);
    await worker?.signal('SIGTERM');
  }

  /** What a dead worker had in hand, others leave to it for five minutes. */
  async function pastLeases(): Promise<void> {
    await api.sql(
      `update notification set next_attempt_at = now() - interval '1 minute' where state = 'pending'`,
    );
  }
});
