import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ReleaseBulkMails } from '../../src/batches/release-bulk-mails.js';
import { WriteDigests } from '../../src/batches/write-digests.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription, type SubscriptionWish } from '../factories/subscription.js';
import { apiClient, cancel } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { WorkBatchChunk } from '../../src/batches/work-batch-chunk.js';
import { waitFor } from '../support/wait-for.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

describeOnBackends('batches', (backend) => {
  let desk: Desk;
  let api: BatchApi;

  beforeAll(async () => {
    desk = await startDesk({ backend });
    api = await batchClient(desk);
  });
  afterAll(() => desk?.stop());

  it('checks a file, changes nothing, and runs it as it stands', async () => {
    const monthly = await makeSubscription(desk.sql);
    const term = await makeSubscription(desk.sql, {
      plan: 'premium_support_plus',
      autoRenew: false,
    });
    const pro = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const gone = await makeSubscription(desk.sql, { status: 'cancelled', autoRenew: false });
    const file = [
      'subscription_id;service_tag;plan_code;reason_code;external_ref;comment',
      `${monthly.id};;;unused;=A1;"says ""no"", thanks"`,
      `;${term.serviceTags[0]};premium_support_plus;too_expensive;A2;`,
      `${pro.id};;;device_sold;A3;`,
      `${gone.id};;;device_sold;A4;`,
      `${monthly.id};;;unused;A5;`,
      'no-uuid;;;;A6;',
      '',
    ].join('\r\n');
    const before = await desk.snapshot([
      'subscription',
      'cancellation',
      'refund',
      'declaration',
      'decision',
    ]);
    const { body } = await api.submit(`\uFEFF${file}`, { dryRun: true });
    expect(body).toMatchObject({ state: 'checking', dryRun: true, startedAt: null });
    const ready = await api.reach(body.id, 'ready');
    expect(ready.counts).toEqual({
      ...{ total: 6, valid: 4, invalid: 2, requested: 0, completed: 0 },
      ...{ scheduled: 0, inReview: 0, rejected: 0, failed: 0 },
    });
    expect(ready.check).toMatchObject({
      byOutcome: { scheduled: 1, completed: 1, in_review: 1, rejected: 1, invalid: 2 },
      byPlan: { premium_support: 3, premium_support_plus: 1, prosupport: 1 },
      byReason: { duplicate_line: 1, missing_reason_code: 1, already_cancelled: 1 },
    });
    expect(
      await desk.snapshot(['subscription', 'cancellation', 'refund', 'declaration', 'decision']),
    ).toEqual(before);
    expect(
      (await api.results(body.id)).map(({ line, state, codes }) => [line, state, codes]),
    ).toEqual([
      ['2', 'scheduled', ''],
      ['3', 'completed', ''],
      ['4', 'in_review', 'order_support_plan commercial_segment'],
      ['5', 'rejected', 'already_cancelled'],
      ['6', 'invalid', 'duplicate_line'],
      ['7', 'invalid', 'invalid_subscription_id missing_reason_code'],
    ]);

    await api.act(body.id, 'start');
    const done = await api.reach(body.id, 'done');
    expect(done.counts).toMatchObject({
      ...{ total: 6, valid: 4, invalid: 2, requested: 0, completed: 1, scheduled: 1 },
      ...{ inReview: 1, rejected: 1, failed: 0 },
    });
    const results = await api.results(body.id);
    expect(results.map(({ line, state, codes }) => [line, state, codes])).toEqual([
      ['2', 'scheduled', ''],
      ['3', 'completed', ''],
      ['4', 'in_review', 'order_support_plan commercial_segment'],
      ['5', 'rejected', 'already_cancelled'],
      ['6', 'invalid', 'duplicate_line'],
      ['7', 'invalid', 'invalid_subscription_id missing_reason_code'],
    ]);
    expect(results[0]).toMatchObject({
      external_ref: "'=A1",
      subscription_id: monthly.id,
      cancellation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reference: expect.stringMatching(/^CXL-/),
    });
    expect(
      await desk.sql(
        `select door, reason_comment, external_ref, actor_name, client_id is not null as owned
           from cancellation where id = $1`,
        [results[0]?.['cancellation_id']],
      ),
    ).toEqual([
      {
        ...{ door: 'batch', reason_comment: 'says "no", thanks', external_ref: '=A1' },
        ...{ actor_name: 'operator', owned: true },
      },
    ]);
    const audit = await desk.sql<{ action: string }>(
      `select action from audit_entry where subject_type = 'batch' and subject_id = $1 order by id`,
      [body.id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      ...['batch.submitted', 'batch.checked', 'batch.started', 'batch.done'],
    ]);
  });

  /** The lines of as many new subscriptions of one account each. */
  const fileOf = async (count: number, wish: SubscriptionWish = {}): Promise<string> => {
    const lines: string[] = [];
    for (let n = 0; n < count; n++) {
      lines.push(`${(await makeSubscription(desk.sql, wish)).id},unused`);
    }
    return `subscription_id,reason_code\n${lines.join('\n')}\n`;
  };
  const states = async (id: string): Promise<string[]> =>
    (await api.results(id)).map(({ state }) => String(state));

  it('answers the same bytes with the batch that they made, unless that was aborted', async () => {
    const file = await fileOf(1);
    const check = await api.submit(file, { dryRun: true });
    expect(check.status).toBe(202);
    expect(check.headers.get('location')).toBe(`${desk.url}/v1/batches/${check.body.id}`);
    const again = await api.submit(file, { dryRun: true });
    expect([again.status, again.body.id]).toEqual([202, check.body.id]);
    const stranger = await batchClient(desk, { client: `stranger-${check.body.id}` });
    expect((await stranger.submit(file, { dryRun: true })).body.id).not.toBe(check.body.id);
    await api.reach(check.body.id, 'ready');
    await api.act(check.body.id, 'abort');
    const fresh = await api.submit(file, { dryRun: true });
    expect(fresh.body.id).not.toBe(check.body.id);
    const real = await Promise.all([api.submit(file), api.submit(file), api.submit(file)]);
    expect(new Set(real.map(({ body }) => body.id)).size).toBe(1);
    expect(real[0]?.body.id).not.toBe(fresh.body.id);
    await api.reach(real[0]?.body.id ?? '', 'done');
  });

  it('repeats an answer for its Idempotency-Key, and refuses other bytes under it', async () => {
    const headers = { 'Idempotency-Key': `batch-${backend.name}` };
    const file = await fileOf(1);
    const first = await api.submit(file, { dryRun: true, headers });
    const again = await api.submit(file, { dryRun: true, headers });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await api.submit(`${file}\n`, { dryRun: true, headers });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('shows a batch to its own client alone, and its lines only the accounts given to it', async () => {
    const account = await makeAccount(desk.sql);
    const own = await makeSubscription(desk.sql, { accountId: account.id });
    const foreign = await makeSubscription(desk.sql);
    const client = await batchClient(desk, {
      client: `partner-${account.id}`,
      accounts: [account.email],
    });
    const file = `subscription_id,service_tag,plan_code,reason_code\n${own.id},,,unused\n${foreign.id},,,unused\n,${foreign.serviceTags[0]},premium_support,unused\n`;
    const { body } = await client.submit(file);
    await client.reach(body.id, 'done');
    expect((await client.results(body.id)).map(({ state, codes }) => [state, codes])).toEqual([
      ['scheduled', ''],
      ['invalid', 'subscription_not_found'],
      ['invalid', 'subscription_not_found'],
    ]);
    for (const act of ['start', 'pause', 'resume', 'abort', 'retry'] as const) {
      expect((await api.act(body.id, act)).status).toBe(404);
    }
    expect((await api.api('GET', `/v1/batches/${body.id}`)).status).toBe(404);
    const { key } = await desk.createKey(['batches:read']);
    const reader = apiClient(desk, key);
    const refused = await reader('POST', '/v1/batches', {
      raw: file,
      headers: { 'Content-Type': 'text/csv' },
    });
    expect([refused.status, refused.body['code']]).toEqual([403, 'missing_scope']);
  });

  it('stands still when it is paused, goes on, and never begins what was aborted', async () => {
    const file = await fileOf(12);
    const { body } = await api.submit(file, { query: '&linesPerSecond=2' });
    await api.reach(body.id, 'running');
    expect((await api.act(body.id, 'start')).status).toBe(409);
    const paused = (await api.act(body.id, 'pause')).body;
    expect(paused.state).toBe('paused');
    expect((await api.get(body.id)).counts).toEqual(paused.counts);
    expect((await api.act(body.id, 'pause')).body.code).toBe('state_conflict');
    desk.clock.advance({ hours: 1 });
    const resumed = await api.act(body.id, 'resume');
    expect(resumed.body.state).toBe('running');
    const begun = paused.counts.scheduled;
    await waitFor(async () => {
      // The desk's own clock stands still here, and a limit counts by it.
      desk.clock.advance({ seconds: 1 });
      return (await api.get(body.id)).counts.scheduled > begun;
    });
    // The hour that it stood still is no part of its pace.
    expect((await api.get(body.id)).progress.secondsLeft).toBeLessThan(600);
    const aborted = (await api.act(body.id, 'abort')).body;
    expect(aborted).toMatchObject({ state: 'aborted', counts: { total: 12, valid: 12 } });
    const { scheduled } = aborted.counts;
    expect(scheduled).toBeLessThan(12);
    expect((await states(body.id)).toSorted()).toEqual([
      ...Array.from({ length: 12 - scheduled }, () => 'not_run'),
      ...Array.from({ length: scheduled }, () => 'scheduled'),
    ]);
    expect((await api.act(body.id, 'abort')).status).toBe(409);

    const retried = await api.act(body.id, 'retry');
    expect(retried.body).toMatchObject({ retryOf: body.id, counts: { total: 12 - scheduled } });
  });

  it('is as fast as its limit, by the clock', async () => {
    const { body } = await api.submit(await fileOf(6), { query: '&linesPerSecond=3' });
    await waitFor(async () => (await api.get(body.id)).counts.scheduled === 3);
    const [chunk] = await desk.sql<{ id: string }>(
      `select id from batch_chunk where batch_id = $1 and waiting`,
      [body.id],
    );
    await desk.app.get(WorkBatchChunk, { strict: false }).run(chunk?.id ?? '');
    expect((await api.get(body.id)).counts.scheduled).toBe(3);
    desk.clock.advance({ seconds: 1 });
    await desk.app.get(WorkBatchChunk, { strict: false }).run(chunk?.id ?? '');
    expect((await api.get(body.id)).counts.scheduled).toBe(6);
    await api.reach(body.id, 'done');
  });

  it('decides anew what changed since the check, and marks it', async () => {
    const steady = await makeSubscription(desk.sql);
    const changed = await makeSubscription(desk.sql);
    const file = `subscription_id,reason_code\n${steady.id},unused\n${changed.id},unused\n`;
    const { body } = await api.submit(file, { dryRun: true });
    await api.reach(body.id, 'ready');
    const { key } = await desk.createKey();
    expect((await cancel(apiClient(desk, key), changed.id)).status).toBe(202);
    await api.act(body.id, 'start');
    await api.reach(body.id, 'done');
    expect((await api.results(body.id)).map(({ state, codes }) => [state, codes])).toEqual([
      ['scheduled', ''],
      ['rejected', 'already_requested changed_since_check'],
    ]);
  });

  it('gives a subscription to one of two batches that name it at once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push((await makeSubscription(desk.sql)).id);
    const head = 'subscription_id,reason_code\n';
    const [one, two] = await Promise.all([
      api.submit(head + ids.map((id) => `${id},unused\n`).join('')),
      api.submit(
        head +
          ids
            .toReversed()
            .map((id) => `${id},unused\n`)
            .join(''),
      ),
    ]);
    const first = await api.reach(one.body.id, 'done');
    const second = await api.reach(two.body.id, 'done');
    expect(first.counts.scheduled + second.counts.scheduled).toBe(30);
    expect(first.counts.rejected + second.counts.rejected).toBe(30);
    const [made] = await desk.sql(
      `select count(*) as n from cancellation where subscription_id = any($1::uuid[])`,
      [ids],
    );
    expect(made).toEqual({ n: 30 });
  });

  it('foresees that many lines of one account are looked at by a person', async () => {
    const { id: accountId } = await makeAccount(desk.sql);
    const file = await fileOf(12, { accountId });
    const { body } = await api.submit(file, { dryRun: true });
    const ready = await api.reach(body.id, 'ready');
    expect(ready.check?.byOutcome).toEqual({ scheduled: 10, in_review: 2 });
    await api.act(body.id, 'start');
    const done = await api.reach(body.id, 'done');
    expect(done.counts).toMatchObject({ scheduled: 10, inReview: 2 });
  });

  it('makes a frozen batch of a filter', async () => {
    const account = await makeAccount(desk.sql);
    const wish = { accountId: account.id, plan: 'apex_device_manage' };
    const early = await makeSubscription(desk.sql, wish);
    await makeSubscription(desk.sql, { ...wish, periodEndsAt: '2026-09-01T00:00:00Z' });
    await makeSubscription(desk.sql, { ...wish, status: 'cancelled', autoRenew: false });
    const submit = (body: object): ReturnType<typeof api.api> =>
      api.api('POST', '/v1/batches?dryRun=true', { body });
    const reason = { code: 'device_sold', comment: 'Returned' };
    const filter = {
      ...{ planCodes: ['apex_device_manage'], segment: 'consumer', accounts: [account.email] },
      ...{ periodEndsFrom: '2026-06-11T00:00:00Z', periodEndsBefore: '2026-08-01T00:00:00Z' },
    };
    const { status, body } = await submit({ filter, reason });
    expect([status, body['counts']]).toEqual([202, expect.objectContaining({ total: 1 })]);
    await makeSubscription(desk.sql, wish);
    const id = String(body['id']);
    const ready = await api.reach(id, 'ready');
    expect(ready.check?.byOutcome).toEqual({ scheduled: 1 });
    await api.act(id, 'start');
    await api.reach(id, 'done');
    const [result] = await api.results(id);
    expect(result).toMatchObject({ line: '1', subscription_id: early.id, state: 'scheduled' });
    for (const wrong of [
      { filter: {}, reason },
      { filter: { accounts: ['nobody@example.com'] }, reason },
      { filter: { planCodes: ['X!'] }, reason },
      { filter, reason, unknown: 1 },
    ]) {
      expect((await submit(wrong)).status).toBe(422);
    }
  });

  it('writes one mail per account where that is wished, and its mails stand back', async () => {
    const account = await makeAccount(desk.sql, { language: 'en' });
    const file = await fileOf(3, { accountId: account.id });
    const { body } = await api.submit(file, { query: '&mails=digest' });
    await api.reach(body.id, 'done');
    const digests = desk.app.get(WriteDigests, { strict: false });
    await Promise.all([digests.run(), digests.run()]);
    const mails = (): Promise<unknown[]> =>
      desk.sql(
        `select template, state, bulk, (data ->> 'total')::int as total from notification
          where account_id = $1`,
        [account.id],
      );
    expect(await mails()).toEqual([
      { template: 'batch_digest', state: 'pending', bulk: true, total: 3 },
    ]);
    await waitFor(async () => {
      desk.clock.advance({ seconds: 1 });
      await desk.app.get(ReleaseBulkMails, { strict: false }).run();
      const [kept] = await desk.sql<{ subject: string; text: string }>(
        `select subject, text from notification where account_id = $1 and state = 'kept'`,
        [account.id],
      );
      return kept?.subject.startsWith('3 cancellations of yours') && kept.text.includes('CXL-');
    });
  });
});
