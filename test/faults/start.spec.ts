import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once as event } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashToken, newToken } from '../../src/access/api-key-token.js';
import { newId } from '../../src/shared/ids.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openSql, type SqlConnection } from '../support/sql.js';
import { tableHashes } from '../support/table-hashes.js';
import { waitFor } from '../support/wait-for.js';
import { build, DeskProcess } from './support/desk-process.js';
import { Stall } from './support/stall.js';

const desks: DeskProcess[] = [];
const start = (env: Record<string, string>): DeskProcess => {
  const desk = new DeskProcess({ HOST: '127.0.0.1', ...env });
  desks.push(desk);
  return desk;
};

beforeAll(build);
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.stop();
});

async function listen(port = 0): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await event(server, 'listening');
  return server;
}

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

describe("a start on an operator's own database", () => {
  let database: TestDatabase;
  let observer: SqlConnection;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    observer = openSql(database.url);
    const key = 'a signing key for tests, of 40 characters';
    env = { DATABASE_URL: database.url, SIGNING_KEY: key, DEMO: '0', PORT: '0' };
  });
  afterAll(async () => {
    await observer?.close();
    await database?.drop();
  });

  /** Ends with 1, having said these lines and changed nothing. */
  const expectRefusal = async (wrong: Record<string, string>, lines: RegExp[]): Promise<void> => {
    const before = await tableHashes(observer.sql);
    const desk = start({ ...env, ...wrong });
    expect(await desk.exit()).toEqual({ code: 1, signal: null });
    expect(desk.said).toEqual(lines.map((line) => expect.stringMatching(line)));
    expect(await tableHashes(observer.sql)).toEqual(before);
  };

  it('says that its port is in use', async () => {
    const server = await listen();
    try {
      const line = `^Port ${portOf(server)} is in use: stop what listens there, or set PORT\\.$`;
      await expectRefusal({ PORT: portOf(server) }, [new RegExp(line)]);
    } finally {
      server.close();
    }
  });

  it('says each setting that is wrong', async () => {
    await expectRefusal({ PORT: 'http', ROLES: 'api,cook', DEMO: 'maybe', SIGNING_KEY: 'short' }, [
      /^PORT must be a whole number/,
      /^ROLES must be a comma list/,
      /^DEMO must be 0 or 1/,
      /^SIGNING_KEY must have at least 32 characters/,
    ]);
    await expectRefusal({ SIGNING_KEY: '' }, [/^SIGNING_KEY is required with DATABASE_URL/]);
  });

  it('says that the database does not answer', async () => {
    const server = await listen();
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const url = `postgres://desk:secret@127.0.0.1:${port}/desk`;
    await expectRefusal({ DATABASE_URL: url }, [/^The database does not answer/]);
  });

  it('leaves the database of a newer version alone', async () => {
    const name = 'Migration29991231000000_from_the_future';
    await observer.sql('insert into migration (name) values ($1)', [name]);
    await expectRefusal({}, [new RegExp(`made by a newer version .*${name}`)]);
    await observer.sql('delete from migration where name = $1', [name]);
  });
});

describe('the application on its data folder', () => {
  let base: string;
  let dir: string;
  let port: string;
  const key = newToken();
  const ids: string[] = [];

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'desk start '));
    chmodSync(base, 0o755);
    dir = join(base, 'data');
    const server = await listen();
    port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
  });
  afterAll(() => {
    const left = postmaster();
    if (left !== null) process.kill(left, 'SIGQUIT');
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    expect(left).toBeNull();
  });

  const pidFile = (): string => join(dir, 'pg', 'postmaster.pid');
  const pidLines = (): string[] => readFileSync(pidFile(), 'utf8').split('\n');

  /** The number of the running database of this folder; null when there is none. */
  const postmaster = (): number | null => {
    if (!existsSync(pidFile())) return null;
    const pid = Number(pidLines()[0]);
    const command = `/proc/${pid}/cmdline`;
    return existsSync(command) && readFileSync(command, 'utf8').includes(dir) ? pid : null;
  };

  const boot = async (): Promise<DeskProcess> => {
    const desk = start({ DATA_DIR: dir, PORT: port, DEMO: '1' });
    await desk.ready();
    return desk;
  };

  const observe = async <T>(work: (connection: SqlConnection) => Promise<T>): Promise<T> => {
    const password = readFileSync(join(dir, 'database-password'), 'utf8').trim();
    const connection = openSql(`postgres://desk:${password}@127.0.0.1:${pidLines()[3]}/desk`);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };

  const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        Prefer: 'wait=20',
        Connection: 'close',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBeLessThan(300);
    return (await response.json()) as Record<string, unknown>;
  };

  /** Cancels one of Anna's subscriptions, of the given plan. */
  const declare = async (plan: string): Promise<Record<string, unknown>> => {
    const [row] = await observe(({ sql }) =>
      sql<{ id: string }>(
        `select s.id from subscription s join account a on a.id = s.account_id
          where a.email = 'anna.kowalska@example.com' and s.plan_code = $1 and s.status = 'active'`,
        [plan],
      ),
    );
    const body = { subscriptionId: row?.id, reason: { code: 'unused' } };
    const cancellation = await call('/v1/cancellations', body);
    ids.push(cancellation['id'] as string);
    return cancellation;
  };

  const whatIsThere = async (): Promise<unknown[]> => [
    (await call('/v1/subscriptions?limit=100'))['data'],
    ...(await Promise.all(ids.map((id) => call(`/v1/cancellations/${id}`)))),
  ];

  it('finds its data again after kill -9, of itself and of its database too', async () => {
    const first = await boot();
    await observe(async ({ sql }) => {
      const [clientId, keyId] = [newId(), newId()];
      await sql(`insert into client (id, name, operator) values ($1, 'operator', true)`, [
        clientId,
      ]);
      await sql(
        `insert into api_key (id, client_id, name, key_hash, scopes)
         values ($1, $2, 'test', $3, '{subscriptions:read,cancellations:read,cancellations:write}')`,
        [keyId, clientId, hashToken(key)],
      );
    });
    expect(await declare('premium_support')).toMatchObject({ state: 'scheduled' });
    const known = await whatIsThere();
    const database = postmaster();
    await first.signal('SIGKILL');
    expect(postmaster()).toBe(database);

    const second = await boot();
    expect(postmaster()).toBe(database);
    expect(await whatIsThere()).toEqual(known);
    await second.signal('SIGKILL');
    process.kill(database as number, 'SIGKILL');
    await waitFor(() => postmaster() === null);

    const third = await boot();
    expect(postmaster()).not.toBe(database);
    expect(await whatIsThere()).toEqual(known);
    expect(await declare('apex_device_manage')).toMatchObject({ state: 'scheduled' });
    expect(await third.signal('SIGINT')).toEqual({ code: 130, signal: null });
    expect(existsSync(pidFile())).toBe(false);
  }, 180_000);

  it('finishes the work in hand before SIGTERM ends it and the database', async () => {
    const desk = await boot();
    await observe(async ({ sql }) => {
      const stall = new Stall(sql);
      await stall.begin();
      const declared = declare('premium_support_plus').catch((error: unknown) => error);
      await stall.held();
      const ended = desk.signal('SIGTERM');
      await waitFor(() => desk.said.some((line) => line.includes('finishing the work in hand')));
      expect(desk.running).toBe(true);
      await stall.end();
      await sql('select 1');
      expect(await ended).toEqual({ code: 143, signal: null });
      await declared;
    });
    expect(existsSync(pidFile())).toBe(false);

    const again = await boot();
    await observe(async ({ sql }) => {
      const rows = await sql(
        `select c.state, c.attempts, count(d.id) as decisions
           from cancellation c join subscription s on s.id = c.subscription_id
           left join decision d on d.cancellation_id = c.id
          where s.plan_code = 'premium_support_plus' group by c.id`,
      );
      expect(rows).toEqual([{ state: 'scheduled', attempts: 0, decisions: 1 }]);
    });
    expect(await again.signal('SIGTERM')).toEqual({ code: 143, signal: null });
    expect(existsSync(pidFile())).toBe(false);
  }, 180_000);

  it('stops its database when the port is in use, and only what it started', async () => {
    const server = await listen(Number(port));
    try {
      const desk = start({ DATA_DIR: dir, PORT: port, DEMO: '1' });
      expect(await desk.exit()).toEqual({ code: 1, signal: null });
      expect(desk.said.filter((line) => line.startsWith('Port '))).toHaveLength(1);
      expect(desk.said.at(-1)).toMatch(/^Port \d+ is in use/);
      expect(existsSync(pidFile())).toBe(false);
    } finally {
      server.close();
    }
    const desk = await boot();
    const database = postmaster();
    const second = start({ DATA_DIR: dir, PORT: port, DEMO: '1' });
    expect(await second.exit()).toEqual({ code: 1, signal: null });
    expect(second.said.at(-1)).toMatch(/^Port \d+ is in use/);
    expect(postmaster()).toBe(database);
    expect(await whatIsThere()).toHaveLength(ids.length + 1);
    expect(await desk.signal('SIGTERM')).toEqual({ code: 143, signal: null });
    expect(existsSync(pidFile())).toBe(false);
  }, 180_000);
});
