import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { prepareBinaries } from '../../src/database/embedded-binaries.js';
import { withLock } from '../../src/database/embedded-lock.js';
import {
  acquireEmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgres,
} from '../../src/database/embedded-postgres.js';

let base: string;
let dir: string;
let holds: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'desk embedded '));
  chmodSync(base, 0o755);
  dir = join(base, 'data');
  holds = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const hold of holds) await hold.release();
  const left = postmaster();
  if (left) process.kill(left, 'SIGQUIT');
  rmSync(base, { recursive: true, force: true });
  expect(left).toBeNull();
});

async function acquire(): Promise<EmbeddedPostgres> {
  const hold = await acquireEmbeddedPostgres(dir, () => {});
  holds.push(hold);
  return hold;
}

async function refused(): Promise<string> {
  const error: unknown = await acquire().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const { message } = error as EmbeddedPostgresError;
  expect(message).not.toContain('\n');
  return message;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = (): string => join(dir, 'pg', 'postmaster.pid');

/** The number of the running server, null when there is none. */
function postmaster(): number | null {
  if (!existsSync(pidFile())) return null;
  const pid = Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  const command = `/proc/${pid}/cmdline`;
  return existsSync(command) && readFileSync(command, 'utf8').includes(dir) ? pid : null;
}

/** Another process that holds the database until told, or killed. */
async function otherProcess(): Promise<ChildProcess> {
  const module = join(process.cwd(), 'dist', 'src', 'database', 'embedded-postgres.js');
  const code = `
    const { acquireEmbeddedPostgres } = await import(${JSON.stringify(pathToFileURL(module).href)});
    const hold = await acquireEmbeddedPostgres(${JSON.stringify(dir)}, () => {});
    console.log('held');
    process.stdin.once('data', () => hold.release().then(() => process.exit(0)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  await once(createInterface(child.stdout!), 'line');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'close');
}

/** Runs `work` without root's right to write everywhere. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('the embedded database', () => {
  it('starts, is joined, keeps its data and stops with the last one out', async () => {
    const first = await acquire();
    const second = await acquire();
    expect(second.url).toBe(first.url);
    await query(first.url, 'create table kept (n int)');
    const settings = await query(
      first.url,
      `select current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
              current_setting('listen_addresses') as host, current_setting('max_connections') as max,
              (select rolsuper from pg_roles where rolname = current_user) as super`,
    );
    expect(settings).toEqual([
      { encoding: 'UTF8', zone: 'UTC', host: '127.0.0.1', max: '200', super: false },
    ]);
    expect(statSync(join(dir, 'database-password')).mode & 0o777).toBe(0o600);
    await first.release();
    await first.release();
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.release();
    expect(postmaster()).toBeNull();
    expect(existsSync(pidFile())).toBe(false);
    expect(await query((await acquire()).url, 'select * from kept')).toEqual([]);
  });

  it('refuses a wrong password', async () => {
    const { url } = await acquire();
    await expect(query(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
  });

  it('starts one server for many processes and outlives all but the last', async () => {
    const others = await Promise.all([otherProcess(), otherProcess(), otherProcess()]);
    const mine = await acquire();
    const pid = postmaster();
    for (const other of others) {
      other.stdin?.write('go\n');
      await once(other, 'close');
    }
    expect(postmaster()).toBe(pid);
    expect(await query(mine.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await mine.release();
    expect(postmaster()).toBeNull();
  });

  it('does not wait for a process that was killed', async () => {
    const other = await otherProcess();
    const pid = postmaster();
    await kill(other);
    expect(postmaster()).toBe(pid);
    const mine = await acquire();
    expect(postmaster()).toBe(pid);
    await mine.release();
    expect(postmaster()).toBeNull();
  });

  it('recovers when process and database were killed', async () => {
    const other = await otherProcess();
    await query((await acquire()).url, 'create table kept as select 7 as n');
    const before = postmaster()!;
    process.kill(before, 'SIGKILL');
    await kill(other);
    const again = await acquire();
    expect(postmaster()).not.toBe(before);
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  it.each([
    ['of a dead process', () => 999_999_999],
    ['of a stranger', () => process.pid],
  ])('takes a postmaster.pid %s for none', async (_name, stranger) => {
    const held = await acquire();
    const lines = readFileSync(pidFile(), 'utf8').split('\n');
    await held.release();
    writeFileSync(pidFile(), [stranger(), ...lines.slice(1)].join('\n'));
    expect(await query((await acquire()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('recovers from an interrupted initdb and keeps a folder that holds no database', async () => {
    mkdirSync(join(dir, 'pg.init-dead', 'pg', 'base'), { recursive: true });
    mkdirSync(join(dir, 'pg', 'base'), { recursive: true });
    writeFileSync(join(dir, 'pg', 'PG_VERSION'), '18\n');
    await acquire();
    const names = readdirSync(dir);
    expect(names.filter((name) => name.startsWith('pg.init-'))).toEqual([]);
    expect(names.filter((name) => name.startsWith('pg.broken-'))).toHaveLength(1);
  });

  it('refuses a database of another major version and leaves it alone', async () => {
    mkdirSync(join(dir, 'pg'), { recursive: true });
    writeFileSync(join(dir, 'pg', 'PG_VERSION'), '19\n');
    expect(await refused()).toMatch(/made by PostgreSQL 19.*brings PostgreSQL 18.*DATA_DIR/);
    expect(readdirSync(join(dir, 'pg'))).toEqual(['PG_VERSION']);
  });

  it('says what to do about a folder that cannot be written', async () => {
    mkdirSync(dir);
    chmodSync(dir, 0o555);
    expect(await asNobody(refused)).toMatch(/cannot be used \(permission denied\).*DATA_DIR/);
    dir = join(dir, 'below');
    expect(await asNobody(refused)).toMatch(/cannot be used \(permission denied\).*DATA_DIR/);
    chmodSync(base, 0o755);
  });

  it('says what to do when a file is in the way or the password is lost', async () => {
    writeFileSync(dir, '');
    expect(await refused()).toMatch(/a file stands where a folder is needed/);
    rmSync(dir);
    await (await acquire()).release();
    rmSync(join(dir, 'database-password'));
    expect(await refused()).toMatch(/database-password.*from a backup/);
  });

  it('says what to set where no binaries are', async () => {
    const place = { dataDir: base, user: null };
    await expect(prepareBinaries(place, 'plan9-riscv64')).rejects.toThrow(/set DATABASE_URL/);
    await expect(prepareBinaries(place, 'windows-x64')).rejects.toThrow(/--omit=optional/);
  });
});

describe('its lock', () => {
  it('lets one in at a time, past holders and successors that were killed', async () => {
    const lockFile = join(base, 'lock');
    const dead = { pid: 999_999_999, start: 'gone' };
    writeFileSync(lockFile, JSON.stringify({ ...dead, nonce: 'a' }));
    writeFileSync(`${lockFile}.after.a`, JSON.stringify({ ...dead, nonce: 'b' }));
    writeFileSync(`${lockFile}.after.z`, JSON.stringify({ ...dead, nonce: 'y' }));
    let [inside, most, done] = [0, 0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(2);
      inside -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withLock(lockFile, work)));
    expect({ most, done }).toEqual({ most: 1, done: 20 });
    expect(readdirSync(base)).toEqual([]);
  });
});
