import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { AbortRun } from '../../src/runs/abort-run.js';
import { PauseRun } from '../../src/runs/pause-run.js';
import { PreviewRun } from '../../src/runs/preview-run.js';
import { ReadRun } from '../../src/runs/read-run.js';
import { ResumeRun } from '../../src/runs/resume-run.js';
import type { RunWish } from '../../src/runs/run-wish.js';
import type { RunView } from '../../src/runs/run.view.js';
import { StartRun } from '../../src/runs/start-run.js';
import { StreamRunResults } from '../../src/runs/stream-run-results.js';
import { WorkRun } from '../../src/runs/work-run.js';
import type { Actor } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { makeStaff } from '../factories/staff.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { signInStaff } from '../support/staff.js';
import { waitFor } from '../support/wait-for.js';
import { fillReviewQueue } from './support/review-queue.js';

/** Larger where the queue is faster; five thousand are done in the browser. */
const sizes = { redis: 1_000, postgres: 300 } as const;

describeOnBackends('runs over many cancellations', (backend) => {
  let desk: Desk;
  const person = async (role: 'supervisor' | 'administrator' | 'agent'): Promise<Actor> => {
    const { id } = await makeStaff(desk.sql, { role });
    return { type: 'staff', id, name: 'Order support', role };
  };
  let supervisor: Actor;
  beforeAll(async () => {
    desk = await startDesk({ backend });
    supervisor = await person('supervisor');
  });
  afterAll(() => desk?.stop());

  const find = <T>(type: new (...args: never[]) => T): T =>
    desk.app.get<T>(type, { strict: false });
  const reach = (id: string, state: RunView['state']): Promise<RunView> =>
    waitFor(async () => {
      const run = await find(ReadRun).run(id);
      return run.state === state && run;
    }, 120_000);
  /** Rows by table; of refunds their sum alone, for what was approved before is paid back meanwhile. */
  const snapshotWithRefunds = async (tables: string[]): Promise<unknown> => [
    await desk.snapshot(tables),
    await desk.sql(`select count(*) as n, sum(amount) as amount from refund`),
  ];
  const results = async (id: string): Promise<Record<string, string>[]> => {
    let text = '';
    for await (const part of await find(StreamRunResults).run(id)) text += part;
    return parse(text, { columns: true });
  };
  const approveAll: RunWish = { kind: 'approve', filter: { list: 'review' }, content: {} };
  /** As a customer would ask; it waits for order support. */
  const review = async (more: object = {}, plan = 'prosupport'): Promise<string> => {
    const api = apiClient(desk, (await desk.createKey()).key);
    const { body } = await cancel(api, (await makeSubscription(desk.sql, { plan })).id, more);
    expect(body).toMatchObject({ state: 'in_review' });
    return body['id'] as string;
  };

  it('approve all that match, once each, as the preview says', async () => {
    const ids = await fillReviewQueue(desk, sizes[backend.name]);
    const before = await desk.snapshot();
    const seen = await find(PreviewRun).run(approveAll, supervisor);
    expect(seen).toMatchObject({ count: ids.length, more: false });
    expect(await desk.snapshot()).toEqual(before);

    const id = newId();
    await Promise.all([1, 2].map(() => find(StartRun).run(approveAll, supervisor, id)));
    // Whoever comes twice, or at once, finds the rows locked or done.
    await Promise.all(Array.from({ length: 5 }, () => find(WorkRun).run(id)));
    const done = await reach(id, 'done');
    expect(done).toMatchObject({
      counts: { total: ids.length, waiting: 0, refused: 0 },
      progress: { done: ids.length, of: ids.length, secondsLeft: 0 },
    });

    const rows = await results(id);
    expect(rows.map((row) => row['cancellation_id'])).toEqual(ids);
    for (const { cancellationId, result, outcome } of seen.sample) {
      const row = rows.find((one) => one['cancellation_id'] === cancellationId);
      expect(row).toMatchObject({ result, ...(outcome && { state: outcome.state }) });
    }
    const [acts] = await desk.sql(
      `select count(*) as acts, count(distinct cancellation_id) as cancellations,
              count(distinct actor_id) as people, min(actor_id::text) as person
         from audit_entry where action in ('cancellation.reviewed', 'cancellation.proposed')`,
    );
    expect(acts).toEqual({
      ...{ acts: ids.length, cancellations: ids.length, people: 1, person: supervisor.id },
    });
    const [ended] = await desk.sql(
      `select count(*) as ended, count(distinct subject_id) as subscriptions from audit_entry
        where action in ('subscription.ended', 'subscription.ending')`,
    );
    expect(ended).toEqual({ ended: done.counts.done, subscriptions: done.counts.done });
    const audit = await desk.sql<{ action: string; actor_id: string | null }>(
      `select action, actor_id from audit_entry where subject_type = 'run' and subject_id = $1 order by id`,
      [id],
    );
    expect(audit).toEqual([
      { action: 'run.started', actor_id: supervisor.id },
      { action: 'run.done', actor_id: null },
    ]);
  }, 240_000);

  it('refuse a row by itself, and ask a second person where one alone would be asked', async () => {
    const plain = await review();
    const gone = await review();
    const pair = await review({ kind: 'extraordinary', ground: 'fraud' }, 'premium_support');
    const own = await review();
    await desk.sql(`update cancellation set actor_type = 'staff', actor_id = $2 where id = $1`, [
      own,
      supervisor.id,
    ]);
    const ids = [plain, gone, pair, own];
    const wish: RunWish = { kind: 'approve', filter: { ids }, content: {} };
    const seen = await find(PreviewRun).run(wish, supervisor);
    expect(seen.sample.map(({ result, code }) => [result, code])).toEqual([
      ...[
        ['done', null],
        ['done', null],
        ['proposed', null],
        ['refused', 'own_request'],
      ],
    ]);
    await desk.sql(`update cancellation set state = 'revoked' where id = $1`, [gone]);
    const untouched = await desk.sql('select * from cancellation where id = any($1) order by id', [
      [gone, own],
    ]);
    const id = await find(StartRun).run(wish, supervisor);
    expect((await reach(id, 'done')).counts).toEqual({
      ...{ total: 4, waiting: 0, done: 1, proposed: 1, refused: 2 },
    });
    expect((await results(id)).map(({ result, code, state }) => [result, code, state])).toEqual([
      ['done', '', 'scheduled'],
      ['refused', 'state_conflict', 'revoked'],
      ['proposed', '', 'in_review'],
      ['refused', 'own_request', 'in_review'],
    ]);
    expect(
      await desk.sql('select * from cancellation where id = any($1) order by id', [[gone, own]]),
    ).toEqual(untouched);

    // The same person is not the second one; another is.
    const again = { ...wish, filter: { ids: [pair] } };
    await reach(await find(StartRun).run(again, supervisor), 'done');
    expect(await desk.sql('select state from cancellation where id = $1', [pair])).toEqual([
      { state: 'in_review' },
    ]);
    await reach(await find(StartRun).run(again, await person('administrator')), 'done');
    await desk.waitFor(`select 1 from cancellation where id = $1 and state <> 'in_review'`, [pair]);
  });

  it('stand still, go on, and end in their middle', async () => {
    const count = 350;
    const ids = (await fillReviewQueue(desk, count)).slice(0, 1_000);
    const reject: RunWish = {
      ...{ kind: 'reject', filter: { ids }, content: { message: '=1+1 <b>No</b>' } },
    };
    const id = await find(StartRun).run(reject, supervisor);
    await waitFor(async () => (await find(ReadRun).run(id)).progress.done > 0);
    await find(PauseRun).run(id, supervisor);
    const paused = await find(ReadRun).run(id);
    expect(paused).toMatchObject({ state: 'paused' });
    // Mails of what is decided may still go out.
    const kept = ['cancellation', 'run', 'run_row', 'decision', 'subscription'];
    const before = await snapshotWithRefunds(kept);
    await find(WorkRun).run(id);
    expect(await snapshotWithRefunds(kept)).toEqual(before);
    await expect(find(PauseRun).run(id, supervisor)).rejects.toMatchObject({
      code: 'state_conflict',
    });

    desk.clock.advance({ hours: 1 });
    await find(ResumeRun).run(id, supervisor);
    const [pace] = await desk.sql(
      `select worked_since - created_at >= interval '1 hour' as unpaused from run where id = $1`,
      [id],
    );
    expect(pace).toEqual({ unpaused: true });
    await waitFor(async () => (await find(ReadRun).run(id)).progress.done > paused.progress.done);
    await find(AbortRun).run(id, supervisor);
    const aborted = await find(ReadRun).run(id);
    const rows = await results(id);
    const left = rows.filter(({ result }) => result === 'not_run');
    expect(left.length).toBe(aborted.counts.waiting);
    expect(rows.length - left.length).toBe(aborted.progress.done);
    expect(left.every(({ state }) => state === 'in_review')).toBe(true);
    const worked = rows.slice(0, aborted.progress.done);
    // One of them the supervisor asked for, in the test before.
    expect(
      worked.every(({ result, state }) => (result === 'done') === (state === 'rejected')),
    ).toBe(true);
    expect(worked.filter(({ result }) => result === 'done').length).toBe(aborted.counts.done);
    await expect(find(ResumeRun).run(id, supervisor)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    // The text was for customers: it stands in their mails, not in the log.
    const told = await desk.sql(
      `select 1 from audit_entry where before::text like '%1+1%' or after::text like '%1+1%'`,
    );
    expect(told).toEqual([]);
  }, 120_000);

  it('end by themselves when their starter may start none any more, in their new role or disabled', async () => {
    const changes = [
      `update staff_member set disabled_at = now() where id = $1`,
      `update staff_member set role = 'agent' where id = $1`,
    ];
    for (const change of changes) {
      const starter = await person('supervisor');
      const ids = [await review(), await review()];
      const wish: RunWish = { kind: 'approve', filter: { ids }, content: {} };
      const cancellations = `select * from cancellation where id = any($1) order by id`;
      const before = await desk.sql(cancellations, [ids]);
      // It was allowed when the run was asked for, and is not when a worker takes it up.
      await desk.sql(change, [starter.id]);
      const id = await find(StartRun).run(wish, starter);
      const ended = await reach(id, 'aborted');
      expect(ended.counts).toMatchObject({ total: 2, waiting: 2, done: 0, refused: 0 });
      expect(await desk.sql(cancellations, [ids])).toEqual(before);
      expect((await results(id)).map(({ result }) => result)).toEqual(['not_run', 'not_run']);
      const [why] = await desk.sql(
        `select actor_type, after from audit_entry
          where action = 'run.aborted' and subject_type = 'run' and subject_id = $1`,
        [id],
      );
      expect(why).toEqual({
        actor_type: 'system',
        after: { state: 'aborted', reason: 'starter_may_not_run' },
      });
    }
  });

  it('retry what failed, and do not start for nothing, too much, or everybody', async () => {
    const failed = await review();
    await desk.sql(
      `update cancellation set state = 'failed', failed_from = 'in_review', attempts = 5, last_error = 'x'
        where id = $1`,
      [failed],
    );
    const retry: RunWish = { kind: 'retry', filter: { list: 'failed' }, content: {} };
    const kept = ['cancellation', 'run', 'run_row'];
    const before = await desk.snapshot(kept);
    await expect(find(StartRun).run(retry, await person('agent'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const none: RunWish = { ...retry, filter: { list: 'failed', country: 'JP' } };
    const both: RunWish = { ...retry, filter: { list: 'failed', ids: [failed] } };
    for (const wish of [none, both, { ...retry, filter: {} }]) {
      await expect(find(StartRun).run(wish, supervisor)).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    expect(await desk.snapshot(kept)).toEqual(before);
    await reach(await find(StartRun).run(retry, supervisor), 'done');
    expect(
      await desk.sql('select state, attempts from cancellation where id = $1', [failed]),
    ).toEqual([{ state: 'in_review', attempts: 0 }]);
  });

  it('take what a search finds, and what the person has in hand, with the reason for all', async () => {
    const client = await signInStaff(desk, 'supervisor');
    const [one, other, spared] = [await review(), await review(), await review()];
    const [{ email } = { email: '' }] = await desk.sql<{ email: string }>(
      `select a.email from cancellation c join account a on a.id = c.account_id where c.id = $1`,
      [one],
    );
    const left = `select * from cancellation where id = any($1) order by id`;
    const before = await desk.sql(left, [[other, spared]]);
    const run = async (filter: object, content: object): Promise<string> => {
      const started = await client.post('/admin/api/runs', { kind: 'reject', filter, content });
      expect([started.status, started.text]).toEqual([202, expect.any(String)]);
      const id = String(started.body['id']);
      await reach(id, 'done');
      return id;
    };
    const searched = await run(
      { list: 'review', search: email.toUpperCase(), plan: 'prosupport' },
      { reasonCode: 'not_identified' },
    );
    expect((await results(searched)).map((row) => row['cancellation_id'])).toEqual([one]);
    expect(await desk.sql(left, [[other, spared]])).toEqual(before);
    // An address is for those who have a need of it.
    const shown = (await client.get(`/admin/api/runs/${searched}`)).body;
    expect(shown).toMatchObject({ content: { reasonCode: 'not_identified' } });
    expect(JSON.stringify(shown).toLowerCase()).not.toContain(email);

    expect((await client.post(`/admin/api/cases/${other}/claim`)).status).toBe(200);
    const mine = await run({ list: 'review', mine: true }, { reasonCode: 'duplicate' });
    expect((await results(mine)).map((row) => row['cancellation_id'])).toEqual([other]);
    expect(await desk.sql(left, [[spared]])).toEqual(before.filter(({ id }) => id === spared));
    for (const [id, reason] of [
      [one, 'not_identified'],
      [other, 'duplicate'],
    ]) {
      const mail = await desk.waitFor(
        `select data -> 'reasonCodes' as codes from notification where cancellation_id = $1 and template = 'rejected'`,
        [id],
      );
      expect(mail['codes']).toEqual([reason]);
    }

    const kept = ['cancellation', 'run', 'run_row'];
    const still = await desk.snapshot(kept);
    const wrong = [
      { filter: { list: 'failed', search: email } },
      { filter: { ids: [spared], mine: true } },
      { filter: { ids: [spared] }, content: { reasonCode: 'because' } },
    ];
    for (const body of wrong) {
      const { status } = await client.post('/admin/api/runs', { kind: 'reject', ...body });
      expect(status).toBe(422);
    }
    expect(await desk.snapshot(kept)).toEqual(still);
  });

  it('are started by supervisors, seen by all, and sent as a file', async () => {
    const clients = {
      agent: await signInStaff(desk, 'agent'),
      auditor: await signInStaff(desk, 'auditor'),
      supervisor: await signInStaff(desk, 'supervisor'),
    };
    const one = await review();
    // What somebody has in hand is theirs.
    const held = await review();
    expect((await clients.agent.post(`/admin/api/cases/${held}/claim`)).status).toBe(200);
    const taken = await clients.supervisor.post('/admin/api/runs/preview', {
      ...{ kind: 'approve', filter: { ids: [held] } },
    });
    expect(taken.body).toMatchObject({ sample: [{ result: 'refused', code: 'claimed' }] });
    const wish = { kind: 'reject', filter: { ids: [one] }, content: { message: 'No.' } };
    const kept = ['cancellation', 'run', 'run_row', 'declaration'];
    const before = await snapshotWithRefunds(kept);
    for (const client of [clients.agent, clients.auditor]) {
      for (const path of ['/admin/api/runs', '/admin/api/runs/preview']) {
        const { status, body } = await client.post(path, wish);
        expect([status, body['code']]).toEqual([403, 'missing_permission']);
      }
    }
    const wrong = [
      { ...wish, kind: 'delete' },
      { ...wish, filter: { ids: ['x'] } },
      { ...wish, filter: { list: 'review', everything: true } },
      { ...wish, content: { message: 7 } },
      { ...wish, id: 'mine' },
      { kind: 'reject' },
    ];
    for (const body of wrong) {
      expect((await clients.supervisor.post('/admin/api/runs', body)).status).toBe(422);
    }
    const seen = await clients.supervisor.post('/admin/api/runs/preview', wish);
    expect(seen.body).toMatchObject({ count: 1, sample: [{ result: 'done' }] });
    expect(await snapshotWithRefunds(kept)).toEqual(before);

    const started = await clients.supervisor.post('/admin/api/runs', wish);
    expect(started.status).toBe(202);
    const id = String(started.body['id']);
    await reach(id, 'done');
    const path = `/admin/api/runs/${id}`;
    expect((await clients.auditor.get(path)).body).toMatchObject({
      ...{ kind: 'reject', state: 'done', startedBy: clients.supervisor.id, filter: {} },
      counts: { total: 1, done: 1 },
    });
    expect((await clients.agent.get(`${path}/rows?result=done`)).body.data).toHaveLength(1);
    expect((await clients.agent.get(`${path}/rows?result=refused`)).body.data).toEqual([]);
    const file = await clients.auditor.get(`${path}/results`);
    expect(file.headers.get('content-disposition')).toContain(`run-${id}.csv`);
    expect((await clients.auditor.get('/admin/api/runs?limit=1')).body.data?.[0]?.['id']).toBe(id);
    expect((await clients.auditor.post(`${path}/abort`)).status).toBe(403);
    expect((await clients.supervisor.post(`${path}/abort`)).body['code']).toBe('state_conflict');
    expect((await clients.agent.get(`/admin/api/runs/${newId()}`)).status).toBe(404);
  });
});
