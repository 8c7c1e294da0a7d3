import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError, unlessMissing } from './embedded-errors.js';

/** Where root keeps what another user must be able to read. */
export const SYSTEM_DIR = '/var/lib/cancellation-desk';
const NOTE = 'EMBEDDED-DATABASE.txt';

/** The user the server runs as when we are root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** Where everything of one embedded database lies. */
export interface Place {
  dataDir: string;
  /** Folder that holds `pg`; differs from `dataDir` when that is closed to the server's user. */
  clusterRoot: string;
  pgData: string;
  logFile: string;
  passwordFile: string;
  clientsDir: string;
  lockFile: string;
  /** Null: the server runs as ourselves. */
  user: ServerUser | null;
}

/** Whether this process is root, as which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Where data lies without `DATA_DIR`: /var/lib/cancellation-desk for root, else the user's own. */
export function defaultDataDir(): string {
  if (isRoot()) return SYSTEM_DIR;
  const base = process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  return join(base, 'cancellation-desk');
}

/** Makes the data folder and finds out where in it, or beside it, the cluster belongs. */
export async function preparePlace(wanted: string): Promise<Place> {
  const given = resolve(wanted);
  const made = await mkdir(given, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  const dataDir = await realpath(given);
  if (made && isRoot()) await chmod(dataDir, 0o711);
  const user = isRoot() ? await chooseUser(dataDir) : null;
  const clusterRoot = await chooseClusterRoot(dataDir, user);
  return {
    dataDir,
    clusterRoot,
    pgData: join(clusterRoot, 'pg'),
    logFile: join(dataDir, 'postgres.log'),
    passwordFile: join(dataDir, 'database-password'),
    clientsDir: join(dataDir, 'clients'),
    lockFile: join(dataDir, 'database-lock'),
    user,
  };
}

/** Gives a file or folder made by root to whoever owns the data folder. */
export async function giveToOwner(place: Place, path: string): Promise<void> {
  if (!isRoot()) return;
  const owner = await stat(place.dataDir);
  if (owner.uid !== 0) await chown(path, owner.uid, owner.gid);
}

/** Makes a folder of root's that others may pass through. */
export async function makeOpenFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o711 });
  if (!first) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await chmod(made, 0o711);
}

/** The folders on the way to `path`, itself included, that `user` may not pass through. */
export async function closedFolders(path: string, user: ServerUser): Promise<string[]> {
  const closed: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    if (!permits(await stat(folder), user, 1)) closed.push(folder);
    if (folder === dirname(folder)) return closed;
  }
}

/** Whether the mode grants `user` all of `bits` (4 read, 2 write, 1 search). */
export function permits(of: Stats, user: ServerUser, bits: number): boolean {
  const shift = of.uid === user.uid ? 6 : of.gid === user.gid ? 3 : 0;
  return ((of.mode >> shift) & bits) === bits;
}

/** Whose server it is: the owner of the cluster, of the data folder, else postgres or nobody. */
async function chooseUser(dataDir: string): Promise<ServerUser> {
  const clusterRoot = (await notedRoot(dataDir)) ?? dataDir;
  for (const path of [join(clusterRoot, 'pg'), dataDir]) {
    const owner = await unlessMissing(stat(path));
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  const passwd = (await unlessMissing(readFile('/etc/passwd', 'utf8'))) ?? '';
  for (const name of ['postgres', 'nobody']) {
    const line = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd);
    if (line && line[1] !== '0') return { uid: Number(line[1]), gid: Number(line[2]) };
  }
  return { uid: 65534, gid: 65534 };
}

async function chooseClusterRoot(dataDir: string, user: ServerUser | null): Promise<string> {
  const noted = await notedRoot(dataDir);
  if (noted) return noted;
  if (!user) return dataDir;
  let closed = await closedFolders(dataDir, user);
  if (closed.length === 1 && closed[0] === dataDir && (await openToGroup(dataDir, user))) {
    closed = [];
  }
  if (closed.length === 0) return dataDir;
  if (await unlessMissing(stat(join(dataDir, 'pg')))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL, which runs as user id ${user.uid}, cannot pass through ${closed[0]} to its data: run chmod o+x on it, or move ${dataDir} and set DATA_DIR, and start again.`,
    );
  }
  return outsideRoot(dataDir);
}

/** Lets the server's group pass through a data folder of root's that is closed to all others. */
async function openToGroup(dataDir: string, user: ServerUser): Promise<boolean> {
  const folder = await stat(dataDir);
  if (folder.uid !== 0 || (folder.mode & 0o077) !== 0) return false;
  await chown(dataDir, 0, user.gid);
  await chmod(dataDir, 0o710);
  return true;
}

/** A place of its own, always the same for the same data folder, noted there. */
async function outsideRoot(dataDir: string): Promise<string> {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const root = join(SYSTEM_DIR, 'by-path', hash);
  await makeOpenFolder(root);
  await writeFile(
    join(dataDir, NOTE),
    `The embedded database of this data folder lies in\n${root}\nsince PostgreSQL does not run as root and its own user may not enter this folder.\n`,
  );
  return root;
}

async function notedRoot(dataDir: string): Promise<string | null> {
  const note = await unlessMissing(readFile(join(dataDir, NOTE), 'utf8'));
  const root = note?.split('\n').find((line) => line.startsWith('/'));
  return root && (await unlessMissing(stat(root))) ? root : null;
}
