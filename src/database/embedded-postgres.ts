import pg from 'pg';
import { prepareBinaries, type Binaries } from './embedded-binaries.js';
import { anyoneLeft, register, unregister } from './embedded-clients.js';
import { ensureCluster, readPassword, SUPERUSER } from './embedded-cluster.js';
import { EmbeddedPostgresError, errorCode, explain } from './embedded-errors.js';
import { withLock } from './embedded-lock.js';
import { giveToOwner, preparePlace, type Place } from './embedded-place.js';
import { joinOrStart, stopServer } from './embedded-server.js';

export { EmbeddedPostgresError } from './embedded-errors.js';
export { defaultDataDir } from './embedded-place.js';

/** A hold on the embedded database of one data folder. */
export interface EmbeddedPostgres {
  /** postgres://desk:…@127.0.0.1:PORT/desk */
  url: string;
  /** Gives the hold back; the last living process to do so stops the database. */
  release(): Promise<void>;
}

const NAME = 'desk';

/**
 * Starts, or joins, the embedded PostgreSQL under `dataDir`. The server is a process of its own that
 * outlives this one; it stops with the `release()` of the last living holder.
 */
export async function acquireEmbeddedPostgres(
  dataDir: string,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  try {
    const place = await preparePlace(dataDir);
    const hold = await withLock(place.lockFile, () => enter(place, log));
    let released: Promise<void> | undefined;
    return {
      url: hold.url,
      release: () =>
        (released ??= withLock(place.lockFile, () =>
          leave(place, hold.binaries, hold.registration, log),
        )),
    };
  } catch (error) {
    throw explain(error, dataDir);
  }
}

interface Hold {
  url: string;
  binaries: Binaries;
  registration: string;
}

async function enter(place: Place, log: (line: string) => void): Promise<Hold> {
  const binaries = await prepareBinaries(place);
  await ensureCluster(place, binaries, log);
  const password = await readPassword(place);
  const registration = await register(place.clientsDir);
  try {
    await giveToOwner(place, place.clientsDir);
    const { port } = await joinOrStart(place, binaries, log);
    await ensureDatabase(place, port, password);
    return { url: urlOf(NAME, NAME, password, port), binaries, registration };
  } catch (error) {
    await leave(place, binaries, registration, log);
    throw error;
  }
}

async function leave(
  place: Place,
  binaries: Binaries,
  registration: string,
  log: (line: string) => void,
): Promise<void> {
  await unregister(registration);
  if (!(await anyoneLeft(place.clientsDir))) await stopServer(place, binaries, log);
}

function urlOf(user: string, database: string, password: string, port: number): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** Proves that the application can sign in; makes its user and database the first time. */
async function ensureDatabase(place: Place, port: number, password: string): Promise<void> {
  const url = urlOf(NAME, NAME, password, port);
  try {
    await withClient(url, async () => {});
  } catch (error) {
    if (!['28P01', '28000', '3D000'].includes(errorCode(error) ?? '')) throw error;
    await createDatabase(place, port, password);
    await withClient(url, async () => {});
  }
}

async function createDatabase(place: Place, port: number, password: string): Promise<void> {
  try {
    await withClient(urlOf(SUPERUSER, 'postgres', password, port), async (client) => {
      const role = await client.query('select 1 from pg_roles where rolname = $1', [NAME]);
      // The password is hexadecimal, made by us: nothing in it needs quoting.
      if (role.rowCount === 0) {
        await client.query(`create role ${NAME} login createdb password '${password}'`);
      }
      const database = await client.query('select 1 from pg_database where datname = $1', [NAME]);
      if (database.rowCount === 0) await client.query(`create database ${NAME} owner ${NAME}`);
    });
  } catch (error) {
    if (errorCode(error) !== '28P01') throw error;
    throw new EmbeddedPostgresError(
      `The password in ${place.passwordFile} is not that of the database in ${place.pgData}: put the right file back from a backup, or move ${place.pgData} away to begin with an empty database.`,
      { cause: error },
    );
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
