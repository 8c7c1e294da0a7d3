import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStates, seedBigFile, type BigFile } from '../faults/support/big-batch.js';
import { build } from '../faults/support/desk-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openSql, type SqlConnection } from '../support/sql.js';
import { tableHashes } from '../support/table-hashes.js';

const root = join(import.meta.dirname, '..', '..');
/** More than a pipe holds, so that a reader who goes is noticed. */
const LINES = 3_000;
const NOBODY = '018caecb-2c80-73ca-8ca0-8c45ec19b0b1';

interface Said {
  code: number | null;
  out: string;
  err: string;
}

describe('desk batch', () => {
  let database: TestDatabase;
  let observer: SqlConnection;
  let folder: string;
  let file: BigFile;
  let path: string;
  beforeAll(async () => {
    await build();
    database = await createTestDatabase();
    observer = openSql(database.url);
    folder = mkdtempSync(join(tmpdir(), 'desk-commands-'));
    file = await seedBigFile(database.url, LINES);
    path = join(folder, 'batch.csv');
    writeFileSync(path, file.csv);
  });
  afterAll(async () => {
    await observer?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As somebody types it; with `enough` its reader goes after the first piece. */
  const desk = async (args: string[], enough = false): Promise<Said> => {
    const child = spawn(process.execPath, [join(root, 'bin', 'desk.js'), ...args], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: folder, DEMO: '0' },
    });
    const said: Said = { code: null, out: '', err: '' };
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
      if (enough) child.stdout.destroy();
    });
    [said.code] = (await once(child, 'close')) as [number | null];
    return said;
  };
  const submitted = async (...options: string[]): Promise<string> => {
    const { code, out } = await desk(['batch', 'submit', path, '--json', ...options]);
    expect(code).toBe(0);
    return (JSON.parse(out) as { id: string }).id;
  };

  it('checks a file without a worker, runs it, and writes a line for every line', async () => {
    const kept = ['cancellation', 'subscription', 'refund', 'notification', 'declaration'];
    const before = await tableHashes(observer.sql, kept);
    const check = await submitted('--dry-run', '--wait');
    expect(await tableHashes(observer.sql, kept)).toEqual(before);

    const id = await submitted('--wait');
    expect(id).not.toBe(check);
    expect(await lineStates(observer.sql, id)).toEqual(file.outcomes);
    const status = await desk(['batch', 'status', id, '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ id, state: 'done', counts: { total: LINES } });

    const all = await desk(['batch', 'results', id]);
    expect(all).toMatchObject({ code: 0, err: '' });
    const lines = all.out.trimEnd().split('\r\n');
    expect(lines).toHaveLength(LINES + 1);
    expect(lines[0]).toBe(
      'line,external_ref,subscription_id,cancellation_id,reference,state,codes',
    );

    // As in `desk batch results ID | head -1`.
    const some = await desk(['batch', 'results', id], true);
    expect(some).toMatchObject({ code: 0, err: '' });
    expect(all.out.startsWith(some.out)).toBe(true);
    expect(some.out.length).toBeLessThan(all.out.length);
  }, 120_000);

  it('says in one line what is wrong, and changes nothing', async () => {
    const before = await tableHashes(observer.sql);
    const unknown = await desk(['batch', 'status', NOBODY]);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toMatch(/^error: [^\n]+\n$/);
    const missing = await desk(['batch', 'submit', join(folder, 'none.csv')]);
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toMatch(/^error: [^\n]*none\.csv[^\n]*\n$/);
    expect(await desk(['batch', 'submit'])).toMatchObject({ code: 2, out: '' });
    expect(await tableHashes(observer.sql)).toEqual(before);
  }, 60_000);
});
