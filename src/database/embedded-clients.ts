import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './embedded-errors.js';
import { isAlive, ownIdentity, type ProcessIdentity } from './embedded-process.js';

/** Notes that this process uses the database; answers the file that says so. Call under the lock. */
export async function register(clientsDir: string): Promise<string> {
  await mkdir(clientsDir, { recursive: true, mode: 0o700 });
  const file = join(clientsDir, `${process.pid}-${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(await ownIdentity()));
  return file;
}

/** Takes one registration back. Call under the lock. */
export async function unregister(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Whether any living process is registered; clears away those that died. Call under the lock. */
export async function anyoneLeft(clientsDir: string): Promise<boolean> {
  let left = false;
  for (const name of (await unlessMissing(readdir(clientsDir))) ?? []) {
    const file = join(clientsDir, name);
    const text = await unlessMissing(readFile(file, 'utf8'));
    const client = text === null ? null : parseClient(text);
    if (client && (await isAlive(client))) left = true;
    else await rm(file, { force: true });
  }
  return left;
}

/** Null for a file cut short by a full disk or a power failure: whoever wrote it is not there. */
function parseClient(text: string): ProcessIdentity | null {
  const match = /^\{"pid":(\d+),"start":"(.*)"\}$/.exec(text);
  return match ? { pid: Number(match[1]), start: match[2] ?? '' } : null;
}
