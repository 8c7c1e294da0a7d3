import { MikroORM } from '@mikro-orm/postgresql';
import type { InjectionToken } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { scopes as allScopes, type Scope } from '../../src/access/access.entities.js';
import { CreateApiKey, type CreatedApiKey } from '../../src/access/create-api-key.js';
import { configureHttp } from '../../src/api/configure-http.js';
import { AppModule } from '../../src/app.module.js';
import { readSecrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { operatorActor } from '../../src/shared/actor.js';
import { Clock } from '../../src/shared/clock.js';
import type { Backend } from './backends.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { openSql, type Sql } from './sql.js';
import { tableHashes } from './table-hashes.js';
import { TestClock } from './test-clock.js';
import { waitFor } from './wait-for.js';

export interface DeskOptions {
  backend: Backend;
  /** Settings besides those that follow from the rest, e.g. `{ ROLES: 'api' }`. */
  env?: Record<string, string>;
  clock?: TestClock;
  /** Providers put in the place of the application's own, e.g. a gateway that fails. */
  overrides?: { token: InjectionToken; value: unknown }[];
  /** Joins the database, and the queue, of another desk; stopping leaves it alone. */
  database?: TestDatabase;
  /** Another Redis than the suite's, e.g. one that is frozen on purpose. */
  redisUrl?: string;
}

export interface KeyOptions {
  name?: string;
  client?: string;
  accounts?: string[];
}

/** The real application with its worker, on a port and in a database of its own. */
export interface Desk {
  url: string;
  app: NestExpressApplication;
  orm: MikroORM;
  database: TestDatabase;
  clock: TestClock;
  sql: Sql;
  /** A key with all scopes, of the operator unless a client is named. */
  createKey(scopes?: readonly Scope[], options?: KeyOptions): Promise<CreatedApiKey>;
  /** Waits for a truthy answer; a text is a query that shall give a row, and gives that row. */
  waitFor: WaitFor;
  /** Hashes of tables, all by default, to compare before and after. */
  snapshot(tables?: readonly string[], except?: readonly string[]): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

export interface WaitFor {
  (query: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>>;
  <T>(probe: () => T | Promise<T>): Promise<Exclude<T, false | null | undefined | 0 | ''>>;
}

export async function startDesk(options: DeskOptions): Promise<Desk> {
  const clock = options.clock ?? new TestClock();
  const database = options.database ?? (await createTestDatabase());
  // Jobs of an earlier desk in the same suite would name rows of another database.
  const emptied = options.database === undefined && options.redisUrl === undefined;
  if (emptied) await options.backend.empty();
  const app = await boot(options, database, clock).catch(async (error: unknown) => {
    if (options.database === undefined) await database.drop();
    throw error;
  });
  const observer = openSql(database.url);
  const orm = app.get<MikroORM>(MikroORM, { strict: false });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await app.close();
    await observer.close();
    if (options.database === undefined) await database.drop();
  };
  return {
    url: await app.getUrl(),
    app,
    orm,
    database,
    clock,
    sql: observer.sql,
    createKey: (scopes = allScopes, { name = 'test', ...rest } = {}) =>
      new CreateApiKey(orm.em.fork(), clock).run({ name, scopes, ...rest, actor: operatorActor }),
    waitFor: waitOn(observer.sql),
    snapshot: (tables, except) => tableHashes(observer.sql, tables, except),
    stop: () => (stopped ??= stop()),
  };
}

async function boot(
  options: DeskOptions,
  database: TestDatabase,
  clock: TestClock,
): Promise<NestExpressApplication> {
  const port = await freePort();
  const settings = readSettings({
    PORT: String(port),
    HOST: '127.0.0.1',
    BASE_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    REDIS_URL: options.redisUrl ?? options.backend.redisUrl(),
    SIGNING_KEY: 'a signing key for tests, of 40 characters',
    DEMO: '0',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...options.env,
  });
  const secrets = await readSecrets(settings, tmpdir());
  const builder = Test.createTestingModule({
    imports: [AppModule.forRoot({ settings, secrets, databaseUrl: database.url })],
  })
    .overrideProvider(Clock)
    .useValue(clock);
  for (const { token, value } of options.overrides ?? []) {
    builder.overrideProvider(token).useValue(value);
  }
  const module = await builder.compile();
  const app = module.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    // The test's own kept-alive connections would hold up its end for seconds.
    forceCloseConnections: true,
    logger: process.env['TEST_LOG_LEVEL'] === undefined ? false : undefined,
  });
  configureHttp(app, settings);
  await app.listen(port, '127.0.0.1');
  return app;
}

function waitOn(sql: Sql): WaitFor {
  return ((what: string | (() => unknown), parameters?: readonly unknown[]) =>
    waitFor(
      typeof what === 'string' ? async () => (await sql(what, parameters))[0] : what,
    )) as WaitFor;
}

/** Known before the start, for the settings name it. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
