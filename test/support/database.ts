import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateUp } from '../../src/database/migrate.js';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Any number of our own: whoever holds it makes the template or copies it. */
const TEMPLATE_LOCK = 518_270_411;

const OBJECT_IN_USE = '55006';

/** A fresh database with everything migrated: a copy of the template, about 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `${run()}_${randomBytes(5).toString('hex')}`;
  await administrate(async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const template = await ensureTemplate(client);
    await client.query(`create database ${name} template ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () => administrate((client) => dropDatabase(client, name)),
  };
}

/**
 * Ends our own connections, then drops. Not `with (force)`: that refuses when it meets an autovacuum
 * worker, which is the superuser's; a plain drop sends it away itself.
 */
async function dropDatabase(client: pg.Client, name: string, attempts = 5): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = $1 and usename = current_user`,
    [name],
  );
  try {
    await client.query(`drop database if exists ${name}`);
  } catch (error) {
    // A program that is ending may have connected once more in between.
    if ((error as { code?: string }).code !== OBJECT_IN_USE || attempts === 1) throw error;
    await dropDatabase(client, name, attempts - 1);
  }
}

/** Made once per run, so it always fits the migrations. The queue's own tables are in it too. */
async function ensureTemplate(client: pg.Client): Promise<string> {
  const template = `${run()}_template`;
  const found = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (found.rowCount !== 0) return template;
  // Renamed when it is whole: a worker that dies here leaves no half template to the others.
  const draft = `${run()}_draft`;
  await dropDatabase(client, draft);
  await client.query(`create database ${draft}`);
  await migrateUp(urlOf(draft), { queue: true });
  await client.query(`alter database ${draft} rename to ${template}`);
  return template;
}

/** The server's address with the name of one of its databases. */
function urlOf(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

function adminUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw notPrepared();
  return url;
}

function run(): string {
  const name = process.env['TEST_RUN'];
  if (name === undefined) throw notPrepared();
  return name;
}

function notPrepared(): Error {
  return new Error('No database server: run Jest with the globalSetup of jest.config.js.');
}

async function administrate(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
