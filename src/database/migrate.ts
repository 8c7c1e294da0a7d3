import { MikroORM } from '@mikro-orm/postgresql';
import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import pg from 'pg';
import { ensureDefaultPolicy } from '../cancellations/activate-policy.js';
import { ormOptions } from './orm-options.js';

/** Any number will do, as long as every version of the application takes the same. */
const MIGRATION_LOCK = 7_236_514_083;

export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** Applied by a newer build; while there is one, this build touches nothing. */
  unknown: string[];
  /** Version of BullMQ's tables; null when they are not there, as on Redis. */
  queueSchema: number | null;
}

/** The database cannot be used by this build; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

function knownMigrations(url: string): string[] {
  const list = ormOptions(url).migrations?.migrationsList ?? [];
  return list.map((migration) =>
    typeof migration === 'function' ? migration.name : migration.name,
  );
}

/**
 * Brings the database up to this build: our tables, the first policy and, when the queue lives in
 * PostgreSQL, BullMQ's tables. Safe to run at every start and in several processes at once.
 * @returns the names of the migrations that were applied now
 * @throws MigrationError when the database was made by a newer version
 */
export async function migrateUp(url: string, options: { queue: boolean }): Promise<string[]> {
  return locked(url, async (client) => {
    const { pending } = refuseNewer(await readStatus(client, url));
    if (pending.length > 0) await withMigrator(url, 1, (orm) => orm.migrator.up());
    await withMigrator(url, 1, (orm) => ensureDefaultPolicy(orm.em.fork()));
    if (options.queue) await runMigrations(client);
    return pending;
  });
}

/** Takes the last applied migration back, with the data in its tables. */
export async function migrateDown(url: string): Promise<string[]> {
  return locked(url, async (client) => {
    const { applied } = refuseNewer(await readStatus(client, url));
    const last = applied.at(-1);
    if (last === undefined) return [];
    await withMigrator(url, 1, (orm) => orm.migrator.down());
    return [last];
  });
}

/** What is applied and what is not; changes nothing. */
export async function migrationStatus(url: string): Promise<MigrationStatus> {
  return connected(url, (client) => readStatus(client, url));
}

/** Whether a start or a command has anything to migrate. */
export function isUpToDate(status: MigrationStatus, options: { queue: boolean }): boolean {
  const queueReady = !options.queue || (status.queueSchema ?? 0) >= LATEST_SCHEMA_VERSION;
  return status.pending.length === 0 && status.unknown.length === 0 && queueReady;
}

async function readStatus(client: pg.Client, url: string): Promise<MigrationStatus> {
  const known = knownMigrations(url);
  const tables = await client.query<{ ours: boolean; queue: boolean }>(
    `select to_regclass('migration') is not null as ours,
            to_regclass('bullmq.migration') is not null as queue`,
  );
  const found = tables.rows[0];
  const applied = found?.ours
    ? (await client.query<{ name: string }>('select name from migration order by id')).rows
    : [];
  const queue = found?.queue
    ? (await client.query<{ v: number }>('select max(version)::int as v from bullmq.migration'))
        .rows
    : [];
  const names = applied.map((row) => row.name);
  return {
    applied: names,
    pending: known.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !known.includes(name)),
    queueSchema: queue[0]?.v ?? null,
  };
}

function refuseNewer(status: MigrationStatus): MigrationStatus {
  if (status.unknown.length === 0) return status;
  throw new MigrationError(
    `This database was made by a newer version of Cancellation Desk (it has ${status.unknown.join(', ')}): install that version or a later one, or use another database.`,
  );
}

async function withMigrator<T>(
  url: string,
  poolSize: number,
  work: (orm: MikroORM) => Promise<T>,
): Promise<T> {
  // Standard output belongs to the answer of the command; the answer names the migrations.
  const logger = (line: string): void => void process.stderr.write(`${line}\n`);
  const orm = await MikroORM.init({ ...ormOptions(url, poolSize), logger, colors: false });
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}

/** The lock belongs to the session, so a process that dies gives it back. */
async function locked<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return connected(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return work(client);
  });
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
