import { createHash } from 'node:crypto';
import { readdir, type FileHandle } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openNameless } from '../../src/batches/receive-upload.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

const MAX_BYTES = 3 * 1024 * 1024;
const HEADER = 'subscription_id,reason_code';
const backend = {
  name: 'postgres' as const,
  redisUrl: () => undefined,
  empty: () => Promise.resolve(),
};

describe('what comes in as a batch', () => {
  let desk: Desk;
  let api: BatchApi;
  let id: string;

  beforeAll(async () => {
    desk = await startDesk({ backend, env: { BATCH_MAX_BYTES: String(MAX_BYTES) } });
    api = await batchClient(desk);
    id = (await makeSubscription(desk.sql)).id;
  });
  afterAll(() => desk?.stop());

  const batches = ['batch', 'batch_chunk', 'batch_line', 'cancellation', 'subscription'];

  it.each([
    ['nothing', '', 'is empty'],
    ['blank lines', '\n\n', 'is empty'],
    ['a header alone', `${HEADER}\n`, 'no line but its header'],
    ['no CSV of ours', '%PDF-1.7\nstream\n', 'has the unknown column'],
    ['a page', '<html><body>502</body></html>', 'has the unknown column'],
    ['a column too many', `${HEADER},discount\nx,unused,5\n`, 'unknown column discount'],
    ['a column twice', `${HEADER},reason_code\n`, 'has the column reasonCode twice'],
    ['no reason', 'subscription_id\nx\n', 'no column reason_code'],
    [
      'a tag without its plan',
      'service_tag,reason_code\nABC123,unused\n',
      'no column subscription_id',
    ],
    ['a quote that is never closed', `${HEADER}\n"abc,unused\nx,unused\n`, 'is not CSV'],
    ['a line of two megabytes', `${HEADER}\n${'x'.repeat(2_000_000)},unused\n`, 'a line over 1 MB'],
    ['a record of two megabytes', `${HEADER}\n"${'x\n'.repeat(1_000_000)}",unused\n`, 'is not CSV'],
  ])('refuses %s as a whole and keeps nothing', async (_what, content, detail) => {
    const before = await desk.snapshot(batches);
    const { status, body } = await api.submit(content);
    expect([status, body.code]).toEqual([422, 'invalid_batch_file']);
    expect(body.detail).toContain(detail);
    expect(await desk.snapshot(batches)).toEqual(before);
  });

  it('refuses what is not UTF-8', async () => {
    const before = await desk.snapshot(batches);
    const content = Buffer.from(`${HEADER}\n${id},unused\nM\xfcller,unused\n`, 'latin1');
    const { status, body } = await api.submit(new Uint8Array(content));
    expect([status, body.code]).toEqual([422, 'invalid_batch_file']);
    expect(body.detail).toContain('is not UTF-8');
    expect(await desk.snapshot(batches)).toEqual(before);
  });

  it.each([
    ['one array', `[{"subscription_id":"x"}]\n`, 'one JSON array'],
    ['a line of two megabytes', `{"comment":"${'x'.repeat(2_000_000)}"}`, 'a line over 1 MB'],
  ])('refuses NDJSON that is %s', async (_what, content, detail) => {
    const { status, body } = await api.submit(content, { type: 'application/x-ndjson' });
    expect([status, body.code]).toEqual([422, 'invalid_batch_file']);
    expect(body.detail).toContain(detail);
  });

  it('refuses a file that is too large, announced or not', async () => {
    const before = await desk.snapshot(batches);
    const row = `${id},unused\n`;
    const content = `${HEADER}\n${row.repeat(Math.ceil(MAX_BYTES / row.length))}`;
    const { status, body } = await api.submit(content);
    expect([status, body.code]).toEqual([413, 'too_large']);
    const chunked = await sendChunked(desk, api.key, content);
    expect(chunked).toContain(' 413 ');
    expect(await desk.snapshot(batches)).toEqual(before);
  });

  it('refuses a line of two gigabytes as soon as it is too long for a line', async () => {
    const before = await desk.snapshot(batches);
    const { status, text, sent } = await sendEndless(desk, api.key, 2 * 1024 ** 3);
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({
      code: 'invalid_batch_file',
      detail: 'The file has a line over 1 MB.',
    });
    // What lay in the sockets comes on top of what was read.
    expect(sent).toBeLessThan(32 * 1024 ** 2);
    expect(await desk.snapshot(batches)).toEqual(before);
  });

  it('keeps nothing of a file for which the database has no room', async () => {
    const rows = Array.from({ length: 1_100 }, (_, n) => `full-${n},unused\n`);
    const file = `${HEADER}\n${rows.join('')}`;
    const before = await desk.snapshot(batches);
    const full = await noRoom('batch_chunk', 'new.chunk_no = 2');
    const refused = await api.submit(file, { dryRun: true });
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(await desk.snapshot(batches)).toEqual(before);
    await full.end();
    const { body } = await api.submit(file, { dryRun: true });
    expect((await api.reach(body.id, 'ready')).counts).toMatchObject({
      total: 1_100,
      invalid: 1_100,
    });
  });

  it('waits where the database has no room for an outcome, and then goes on', async () => {
    const one = await makeSubscription(desk.sql);
    const full = await noRoom('decision', 'true');
    const { body } = await api.submit(`${HEADER}\n${one.id},unused\n`);
    await desk.waitFor(`select 1 from batch_line where batch_id = $1 and state = 'requested'`, [
      body.id,
    ]);
    await desk.waitFor(() => full.refused());
    const waiting = await api.get(body.id);
    expect(waiting).toMatchObject({ state: 'running', counts: { scheduled: 0, failed: 0 } });
    await full.end();
    const done = await api.reach(body.id, 'done');
    expect(done.counts).toMatchObject({ scheduled: 1, failed: 0 });
    const [made] = await desk.sql(
      `select c.state, c.attempts, (select count(*) from decision where cancellation_id = c.id) as decisions
         from cancellation c where subscription_id = $1`,
      [one.id],
    );
    expect(made).toEqual({ state: 'scheduled', attempts: 0, decisions: 1 });
  });

  /** The answer of a full disk to rows of a table, until it has room again. */
  async function noRoom(
    table: string,
    when: string,
  ): Promise<{ refused(): Promise<boolean>; end(): Promise<void> }> {
    await desk.sql('create sequence refused');
    await desk.sql(`
      create function no_room() returns trigger language plpgsql as $$
      begin
        -- A sequence goes on, whatever becomes of the transaction.
        perform nextval('refused');
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
      end $$`);
    await desk.sql(
      `create trigger no_room before insert on ${table} for each row when (${when}) execute function no_room()`,
    );
    return {
      refused: async () => (await desk.sql('select 1 from refused where is_called')).length > 0,
      end: async () => {
        await desk.sql('drop function no_room cascade');
        await desk.sql('drop sequence refused');
      },
    };
  }

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await desk.snapshot(batches);
    await new Promise<void>((resolve) => {
      const headers = { Authorization: `Bearer ${api.key}`, 'Content-Type': 'text/csv' };
      const call = request(`${desk.url}/v1/batches`, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': 5_000 },
      });
      call.on('error', () => resolve());
      call.write(`${HEADER}\n${id},unused\n`, () => setImmediate(() => call.destroy()));
      call.on('close', () => resolve());
    });
    const folder = await readdir(tmpdir());
    expect(folder.filter((name) => name.startsWith('desk-upload-'))).toEqual([]);
    // The next whole one is served, and is the only one more.
    const [known] = await desk.sql<{ n: number }>('select count(*) as n from batch');
    const { body } = await api.submit(`${HEADER}\n${id},unknown_reason\n`, { dryRun: true });
    await api.reach(body.id, 'ready');
    const left = await desk.sql<{ n: number }>('select count(*) as n from batch');
    expect(left[0]?.n).toBe((known?.n ?? 0) + 1);
    expect(Object.keys(before)).toEqual([...batches].sort());
  });

  it('keeps nothing of an upload for which this machine has no room', async () => {
    const before = await desk.snapshot(batches);
    const probe = await openNameless();
    const full = jest
      .spyOn(Object.getPrototypeOf(probe) as FileHandle, 'writev')
      .mockRejectedValue(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    await probe.close();
    const file = `${HEADER}\n${id},no_such_reason\n`;
    try {
      const { status, body } = await api.submit(file, { dryRun: true });
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(body.detail).toBe('There is no room for the file now. Nothing of it is kept.');
      expect(full).toHaveBeenCalledTimes(1);
    } finally {
      full.mockRestore();
    }
    expect(await desk.snapshot(batches)).toEqual(before);
    // With room again the same file is taken.
    const { body } = await api.submit(file, { dryRun: true });
    expect((await api.reach(body.id, 'ready')).counts).toMatchObject({ total: 1, invalid: 1 });
  });

  it('refuses another media type, and a body that is packed', async () => {
    expect((await api.submit('x', { type: 'application/pdf' })).status).toBe(415);
    expect((await api.submit('x', { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415);
  });

  it('goes on with the right lines, and gives the wrong ones their numbers and codes', async () => {
    const shared = await makeAccount(desk.sql);
    const tag = (await makeSubscription(desk.sql, { accountId: shared.id })).serviceTags[0] ?? '';
    const second = await makeSubscription(desk.sql, { accountId: shared.id, serviceTags: null });
    await desk.sql(
      `insert into subscription_device select $1, id from device where service_tag = $2`,
      [second.id, tag],
    );
    const other = await makeSubscription(desk.sql);
    const cancelled = await makeSubscription(desk.sql, { status: 'cancelled', autoRenew: false });
    // Line ends of three kinds, a cell of two lines, a blank line.
    const content =
      'subscription_id,service_tag,plan_code,reason_code,kind,effective,wished_end,ground,comment\r\n' +
      `${other.id},,,unused,,,,,"one\ntwo"\n` +
      '\n' +
      `,${tag},premium_support,unused,,,,,\r` +
      `${other.id},,,unused,,,,,\r\n` +
      `${cancelled.id},,,unused,,,,,\n` +
      `${id},XPS1234,,unused,,,,,\n` +
      `,${tag},,,extraordinary,later,2026-02-30T00:00:00Z,,${'x'.repeat(2001)}\n` +
      'a,b\n' +
      `00000000-0000-7000-8000-000000000000,,,unused,,,,,`;
    const { body } = await api.submit(content);
    const done = await api.reach(body.id, 'done');
    expect(done.counts).toMatchObject({
      total: 8,
      valid: 2,
      invalid: 6,
      scheduled: 1,
      rejected: 1,
    });
    expect(
      (await api.results(body.id)).map(({ line, state, codes }) => [line, state, codes]),
    ).toEqual([
      ['2', 'scheduled', ''],
      ['5', 'invalid', 'ambiguous_service_tag'],
      ['6', 'invalid', 'duplicate_line'],
      ['7', 'rejected', 'already_cancelled'],
      ['8', 'invalid', 'contradicting_subscription'],
      [
        '9',
        'invalid',
        'missing_plan_code missing_reason_code missing_ground invalid_effective invalid_wished_end too_long_comment',
      ],
      ['10', 'invalid', 'wrong_cell_count'],
      ['11', 'invalid', 'subscription_not_found'],
    ]);
    const [untouched] = await desk.sql(
      `select count(*) as n from cancellation where subscription_id = any($1)`,
      [[id, second.id, cancelled.id]],
    );
    expect(untouched).toEqual({ n: 0 });
  });

  it('reads NDJSON, and keeps the file as it came', async () => {
    const one = await makeSubscription(desk.sql);
    const content = [
      `{"subscription_id":"${one.id}","reason_code":"unused","external_ref":7}`,
      '{"reason_code":"unused","discount":1}',
      'not json',
      '',
      '{"subscription_id":{},"reason_code":"unused"}',
    ].join('\n');
    const { body } = await api.submit(content, { type: 'application/x-ndjson' });
    await api.reach(body.id, 'done');
    const results = await api.results(body.id);
    expect(
      results.map(({ line, external_ref, state, codes }) => [line, external_ref, state, codes]),
    ).toEqual([
      ['1', '7', 'scheduled', ''],
      ['2', '', 'invalid', 'unknown_key'],
      ['3', '', 'invalid', 'malformed'],
      ['5', '', 'invalid', 'invalid_subscription_id'],
    ]);
    const [kept] = await desk.sql<{ head: Buffer; hash: Buffer }>(
      `select b.head, b.content_hash as hash from batch b where id = $1`,
      [body.id],
    );
    const pieces = await desk.sql<{ piece: Buffer }>(
      `select piece from batch_chunk where batch_id = $1 order by chunk_no`,
      [body.id],
    );
    const whole = Buffer.concat([kept?.head ?? Buffer.of(), ...pieces.map(({ piece }) => piece)]);
    expect(whole.toString()).toBe(content);
    expect(createHash('sha256').update(whole).digest()).toEqual(kept?.hash);
  });

  it('cuts a long file into pieces that are the file again', async () => {
    const rows = Array.from(
      { length: 1_234 },
      (_, n) => `"x\n${n}",unused${n % 3 === 0 ? '\r' : ''}\n`,
    );
    const content = `\uFEFF"subscription_id"\n,reason_code\r\n\n${rows.join('')}\n\n`.replace(
      '"subscription_id"\n,',
      'subscription_id,',
    );
    const { body } = await api.submit(content, { dryRun: true });
    await api.reach(body.id, 'ready');
    const pieces = await desk.sql<{ piece: Buffer }>(
      `select head as piece from batch where id = $1 union all
       (select piece from batch_chunk where batch_id = $1 order by chunk_no)`,
      [body.id],
    );
    expect(Buffer.concat(pieces.map(({ piece }) => piece)).toString()).toBe(content);
    const results = await api.results(body.id);
    expect(results).toHaveLength(1_234);
    expect(results.map(({ line }) => Number(line))).toEqual(rows.map((_row, n) => 3 + 2 * n));
  });
});

/** A line without an end, made while it is sent; answers how many bytes went out before the answer. */
function sendEndless(
  desk: Desk,
  key: string,
  most: number,
): Promise<{ status: number; text: string; sent: number }> {
  const part = Buffer.alloc(65_536, 'x');
  return new Promise((resolve, reject) => {
    let [sent, answered] = [0, false];
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' };
    const call = request(`${desk.url}/v1/batches`, { method: 'POST', headers }, (response) => {
      answered = true;
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.on('end', () => {
        call.destroy();
        resolve({ status: response.statusCode ?? 0, text, sent });
      });
    });
    call.on('error', (error) => (answered ? undefined : reject(error)));
    const more = (): void => {
      while (!answered && sent < most) {
        sent += part.length;
        if (!call.write(part)) return void call.once('drain', more);
      }
      if (!answered) call.end();
    };
    call.write(`${HEADER}\n`, more);
  });
}

/** Without a length beforehand; answers the head of the answer. */
function sendChunked(desk: Desk, key: string, content: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' };
    const call = request(`${desk.url}/v1/batches`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(`HTTP ${response.statusCode} `);
    });
    call.on('error', reject);
    for (let at = 0; at < content.length; at += 65_536) call.write(content.slice(at, at + 65_536));
    call.end();
  });
}
