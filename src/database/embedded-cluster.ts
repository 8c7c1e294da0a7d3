import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './embedded-binaries.js';
import { diskFull, EmbeddedPostgresError, errorCode, unlessMissing } from './embedded-errors.js';
import { giveToOwner, type Place } from './embedded-place.js';

/** PostgreSQL's own superuser; the application signs in as `desk`, which is none. */
export const SUPERUSER = 'postgres';
const NEEDED_BYTES = 150 * 1024 * 1024;

/** Makes the cluster if there is none, and refuses one of another major version. */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  await removeHalfMade(place);
  const version = await unlessMissing(readFile(join(place.pgData, 'PG_VERSION'), 'utf8'));
  if (version !== null && Number.parseInt(version, 10) !== binaries.major) {
    throw new EmbeddedPostgresError(
      `The database in ${place.pgData} was made by PostgreSQL ${version.trim()}, and this program brings PostgreSQL ${binaries.major}: start the version of the program that made it, or set DATA_DIR to another folder.`,
    );
  }
  if (await unlessMissing(stat(join(place.pgData, 'global', 'pg_control')))) return;
  if (await unlessMissing(stat(place.pgData))) await setAside(place, log);
  await makeCluster(place, binaries, log);
}

/** The password of the database, made at its first start and readable by its owner only. */
export async function readPassword(place: Place): Promise<string> {
  const password = (await unlessMissing(readFile(place.passwordFile, 'utf8')))?.trim();
  if (password) return password;
  throw new EmbeddedPostgresError(
    `The password of the database is missing (${place.passwordFile}): put that file back from a backup, or move ${place.pgData} away to begin with an empty database.`,
  );
}

/** Free bytes on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

/** The environment of PostgreSQL's programs: nothing of ours leaks into them. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = process.platform === 'win32' ? ['PATH', 'SystemRoot', 'TEMP', 'TMP'] : ['PATH'];
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of kept) env[name] = process.env[name];
  return env;
}

/** Says in one line why a program of PostgreSQL could not even be started. */
export function cannotRun(program: string, error: unknown): EmbeddedPostgresError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EmbeddedPostgresError(
    `The PostgreSQL that comes with the packages does not run on this machine (${program}: ${reason}): set DATABASE_URL to a PostgreSQL of your own.`,
    { cause: error },
  );
}

/** Removes what an interrupted initdb left; the real folder only ever appears whole. */
async function removeHalfMade(place: Place): Promise<void> {
  for (const name of await readdir(place.clusterRoot)) {
    if (!name.startsWith('pg.init-')) continue;
    await rm(join(place.clusterRoot, name), { recursive: true, force: true });
  }
}

/** A folder that holds no database is kept under another name, never deleted. */
async function setAside(place: Place, log: (line: string) => void): Promise<void> {
  const kept = `${place.pgData}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  await rename(place.pgData, kept);
  log(`${place.pgData} held no whole database; it is kept as ${kept}`);
}

async function makeCluster(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  if ((await freeBytes(place.clusterRoot)) < NEEDED_BYTES) throw diskFull(place.clusterRoot);
  log(`making the database in ${place.pgData}`);
  const half = join(place.clusterRoot, `pg.init-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(half, { mode: 0o711 });
    await initialise(place, binaries, half);
    await rename(join(half, 'pg'), place.pgData);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

async function initialise(place: Place, binaries: Binaries, half: string): Promise<void> {
  const password = randomBytes(24).toString('hex');
  const [data, passwordFile] = [join(half, 'pg'), join(half, 'password')];
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await writeFile(place.passwordFile, password, { mode: 0o600 });
  await giveToOwner(place, place.passwordFile);
  if (place.user) {
    for (const path of [half, data, passwordFile]) {
      await chown(path, place.user.uid, place.user.gid);
    }
  }
  await runInitdb(place, binaries.initdb, [
    ...['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'],
    ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-instructions', '-c', 'shared_buffers=256MB', '-c', 'max_connections=200'],
  ]);
}

async function runInitdb(place: Place, program: string, args: string[]): Promise<void> {
  const { status, output } = await runProgram(place, program, args);
  if (status === 0) return;
  if (/no space left|disk full/i.test(output)) throw diskFull(place.clusterRoot);
  throw new EmbeddedPostgresError(
    `PostgreSQL could not make its database in ${place.clusterRoot} (${lastLine(output)}): set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/** Runs one of PostgreSQL's programs to its end as the server's user. */
export async function runProgram(
  place: Place,
  program: string,
  args: string[],
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...place.user,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) =>
      reject(errorCode(error) ? cannotRun(program, error) : (error as Error)),
    );
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** The line of a program's output that tells most: its last error, else its last line. */
export function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const told = lines.filter((line) => /error|fatal|panic/i.test(line)).at(-1) ?? lines.at(-1);
  return told?.trim() ?? 'it gave no reason';
}
