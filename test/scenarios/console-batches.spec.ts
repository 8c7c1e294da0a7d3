import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindBatches } from '../../src/batches/find-batches.js';
import { FindFaultyLines } from '../../src/batches/find-faulty-lines.js';
import type { ConsoleBatchView } from '../../src/batches/console-batch.view.js';
import { SecondBatch } from '../../src/batches/second-batch.js';
import { StartBatch } from '../../src/batches/start-batch.js';
import { SubmitFilterBatch } from '../../src/batches/submit-filter-batch.js';
import type { Actor } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffAnswer, type StaffClient } from '../support/staff.js';
import { waitFor } from '../support/wait-for.js';
import { batchClient } from './support/batch-client.js';

describe('batches of staff', () => {
  let desk: Desk;
  const person = (role: NonNullable<Actor['role']>): Actor => ({
    ...{ type: 'staff', id: newId(), name: 'Order support', role },
  });
  const [agent, supervisor] = [person('agent'), person('supervisor')];
  beforeAll(async () => {
    desk = await startDesk({
      ...{ backend: onPostgres, env: { BATCH_SECOND_ABOVE: '3', BATCH_MAX_BYTES: '100000' } },
    });
  });
  afterAll(() => desk?.stop());

  const find = <T>(type: new (...args: never[]) => T): T =>
    desk.app.get<T>(type, { strict: false });
  const reach = (id: string, state: ConsoleBatchView['state']): Promise<ConsoleBatchView> =>
    waitFor(async () => {
      const batch = await find(FindBatches).one(id);
      return batch.state === state && batch;
    });
  /** Checked and ready: as many lines as the account has subscriptions. */
  const checked = async (lines: number, actor: Actor): Promise<ConsoleBatchView> => {
    const { id: accountId, email } = await makeAccount(desk.sql);
    for (let n = 0; n < lines; n++) await makeSubscription(desk.sql, { accountId });
    const id = await find(SubmitFilterBatch).run({
      filter: { accounts: [email] },
      request: {
        ...{ reason: { code: 'unused', comment: null }, kind: 'ordinary', effective: null },
        ...{ wishedEnd: null, ground: null },
      },
      ...{ dryRun: true, mailDigest: false, linesPerSecond: null, actor, clientId: null },
    });
    return reach(id, 'ready');
  };

  it('above a size start when somebody else has agreed', async () => {
    const batch = await checked(4, agent);
    expect(batch).toMatchObject({
      ...{ submittedBy: { type: 'staff', id: agent.id }, counts: { total: 4 } },
      ...{ second: { needed: true, waits: true, by: null, at: null }, filter: { accounts: [] } },
    });
    const before = await desk.snapshot();
    await expect(find(StartBatch).run(batch.id, agent, null)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    // Neither the same person nor somebody without the role; nor for what does not wait for it.
    await expect(find(SecondBatch).run(batch.id, person('agent'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      find(SecondBatch).run(batch.id, { ...agent, role: 'supervisor' }),
    ).rejects.toMatchObject({ code: 'own_request' });
    await expect(find(SecondBatch).run(newId(), supervisor)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await desk.snapshot()).toEqual(before);

    await find(SecondBatch).run(batch.id, supervisor);
    await expect(find(SecondBatch).run(batch.id, supervisor)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    await find(StartBatch).run(batch.id, agent, null);
    const done = await reach(batch.id, 'done');
    expect(done).toMatchObject({
      ...{ counts: { scheduled: 4 }, second: { waits: false, by: supervisor.id } },
    });
    const audit = await desk.sql<{ action: string; actor_id: string | null }>(
      `select action, actor_id from audit_entry where subject_type = 'batch' and subject_id = $1
          and actor_type = 'staff' order by id`,
      [batch.id],
    );
    expect(audit).toEqual([
      { action: 'batch.submitted', actor_id: agent.id },
      { action: 'batch.seconded', actor_id: supervisor.id },
      { action: 'batch.started', actor_id: agent.id },
    ]);
  });

  it('up to that size, and those of programs, start by one', async () => {
    const small = await checked(3, agent);
    expect(small.second).toMatchObject({ needed: false, waits: false });
    await expect(find(SecondBatch).run(small.id, supervisor)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    await find(StartBatch).run(small.id, agent, null);
    await reach(small.id, 'done');

    const api = await batchClient(desk);
    const lines: string[] = [];
    for (let n = 0; n < 5; n++) lines.push(`${(await makeSubscription(desk.sql)).id},unused`);
    const file = `subscription_id,reason_code\n${lines.join('\n')}\n`;
    const { body } = await api.submit(file, { dryRun: true });
    expect((await reach(body.id, 'ready')).second.needed).toBe(false);
    expect((await api.act(body.id, 'start')).status).toBe(200);
    await reach(body.id, 'done');
  });

  it('show the lines that come to nothing, page by page, and all batches', async () => {
    const api = await batchClient(desk);
    const gone = await makeSubscription(desk.sql, { status: 'cancelled', autoRenew: false });
    const right = await makeSubscription(desk.sql);
    const lines = [
      ...Array.from({ length: 600 }, (_, n) => (n % 300 === 7 ? 'nonsense,unused' : null)),
      `${gone.id},unused`,
      `${right.id},sold`,
    ];
    const fill: string[] = [];
    for (const line of lines) {
      fill.push(line ?? `${newId()},unused`);
    }
    const file = `subscription_id,reason_code\n${right.id},unused\n${fill.join('\n')}\n`;
    const { body } = await api.submit(file, { dryRun: true });
    await reach(body.id, 'ready');
    const seen: number[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<FindFaultyLines['run']>> = await find(FindFaultyLines).run(
        body.id,
        { after, limit: 200 },
      );
      seen.push(...page.data.map(({ line }) => line));
      after = page.next;
      expect(page.data.length).toBeLessThanOrEqual(200);
      if (after === null) {
        expect(page.data.slice(-2).map(({ state, codes }) => [state, codes])).toEqual([
          ['rejected', ['already_cancelled']],
          ['invalid', ['invalid_reason_code']],
        ]);
      }
    }
    expect(seen).toEqual(Array.from({ length: 602 }, (_, n) => n + 3));

    const first = await find(FindBatches).run({ limit: 2 });
    const second = await find(FindBatches).run({ limit: 50, cursor: first.nextCursor ?? '' });
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    const all = await desk.sql<{ id: string }>('select id from batch order by id desc');
    expect(ids).toEqual(all.map(({ id }) => id));
  });

  const upload = (
    { browser }: StaffClient,
    file: string,
    type = 'text/csv',
  ): Promise<{ status: number; body: StaffAnswer['body'] }> =>
    fetch(`${desk.url}/admin/api/batches?name=old%20contracts.csv&mails=digest`, {
      method: 'POST',
      headers: {
        'Content-Type': type,
        Origin: desk.url,
        Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: file,
    }).then(async (response) => ({
      status: response.status,
      body: (await response.json()) as StaffAnswer['body'],
    }));

  it('come in as a file, are seen by all, seconded by another, run, and taken out', async () => {
    const clients = {
      agent: await signInStaff(desk, 'agent'),
      supervisor: await signInStaff(desk, 'supervisor'),
      auditor: await signInStaff(desk, 'auditor'),
    };
    const rows: string[] = [];
    for (let n = 0; n < 4; n++) rows.push(`${(await makeSubscription(desk.sql)).id};unused;=A${n}`);
    const file = `\uFEFFsubscription_id;reason_code;external_ref\r\n${rows.join('\r\n')}\r\nx;unused;\r\n`;
    const before = await desk.snapshot(['batch', 'batch_line', 'cancellation']);
    expect((await upload(clients.auditor, file)).status).toBe(403);
    expect((await upload(clients.agent, 'neither,nor\n1,2\n')).body['code']).toBe(
      'invalid_batch_file',
    );
    expect((await upload(clients.agent, file, 'application/pdf')).status).toBe(415);
    expect((await upload(clients.agent, file.padEnd(100_001, ' '))).status).toBe(413);
    expect(await desk.snapshot(['batch', 'batch_line', 'cancellation'])).toEqual(before);

    const { status, body } = await upload(clients.agent, file);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ...{ dryRun: true, fileName: 'old contracts.csv', source: 'csv', mails: 'digest' },
      submittedBy: { type: 'staff', id: clients.agent.id },
    });
    expect((await upload(clients.agent, file)).body['id']).toBe(body['id']);
    const path = `/admin/api/batches/${String(body['id'])}`;
    const ready = await reach(String(body['id']), 'ready');
    expect(ready.counts).toMatchObject({ total: 5, valid: 4, invalid: 1 });
    const faulty = await clients.auditor.get(`${path}/faulty-lines`);
    expect(faulty.body).toEqual({
      data: [
        {
          ...{ line: 6, externalRef: null, subscriptionId: null, state: 'invalid' },
          codes: ['invalid_subscription_id'],
        },
      ],
      next: null,
    });
    expect((await clients.agent.post(`${path}/start`)).body['code']).toBe('second_person_needed');
    expect((await clients.agent.post(`${path}/second`)).status).toBe(403);
    expect((await clients.supervisor.post(`${path}/second`)).body).toMatchObject({
      second: { needed: true, waits: false, by: clients.supervisor.id },
    });
    expect((await clients.auditor.post(`${path}/start`)).status).toBe(403);
    expect((await clients.agent.post(`${path}/start`)).status).toBe(200);
    await reach(String(body['id']), 'done');
    expect((await clients.agent.post(`${path}/pause`)).status).toBe(409);

    const results = await clients.auditor.get(`${path}/results`);
    expect(results.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(results.text.split('\r\n')[1]).toContain(",'=A0,");
    const again = await clients.agent.post(`${path}/retry`);
    expect(again.body).toMatchObject({ dryRun: true, retryOf: body['id'], counts: { total: 1 } });
    const list = await clients.auditor.get('/admin/api/batches?limit=2');
    expect(list.body.data?.map(({ id }) => id)).toEqual([again.body['id'], body['id']]);
    // Programs see their own alone.
    const api = await batchClient(desk);
    expect((await api.api('GET', `/v1/batches/${String(body['id'])}`)).status).toBe(404);
  });
});
