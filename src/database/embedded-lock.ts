import { randomUUID } from 'node:crypto';
import { link, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode, unlessMissing } from './embedded-errors.js';
import { isAlive, ownIdentity, type ProcessIdentity } from './embedded-process.js';

/** One holder of the lock; the nonce tells two holds of one process apart. */
interface Holder extends ProcessIdentity {
  nonce: string;
}

const PATIENCE_MS = 120_000;

/**
 * Runs `work` while no other process (or other part of this one) runs under the same lock file.
 *
 * A holder killed with -9 leaves its file behind. Its place is then taken by making
 * `<lock>.after.<its nonce>`, which the file system lets exactly one process do; so holders form a
 * chain that starts at the lock file, and the last one in it holds the lock. A holder that leaves
 * removes the start of the chain first, so nobody who still walks the rest can believe in it.
 */
export async function withLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const me: Holder = { ...(await ownIdentity()), nonce: randomUUID() };
  const ticket = `${lockFile}.new.${me.nonce}`;
  await writeFile(ticket, JSON.stringify(me), { mode: 0o644 });
  try {
    await enter(lockFile, ticket);
  } finally {
    await rm(ticket, { force: true });
  }
  const links = await tidyUp(lockFile);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
    for (const path of links) await rm(path, { force: true });
  }
}

async function enter(lockFile: string, ticket: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    if (await tryLink(ticket, lockFile)) return;
    const holder = await holderOrEntry(lockFile, ticket);
    if (holder === 'entered') return;
    if (Date.now() > deadline) {
      const who = holder === 'again' ? 'Another process' : `Process ${holder.pid}`;
      throw new EmbeddedPostgresError(
        `${who} has been starting or stopping the embedded database for two minutes (${lockFile}): wait for it or end it, then start again.`,
      );
    }
    await sleep(holder === 'again' ? 2 : 20);
  }
}

/** Walks the chain: answers the living holder, or enters behind a dead one. */
async function holderOrEntry(
  lockFile: string,
  ticket: string,
): Promise<Holder | 'entered' | 'again'> {
  const head = await readHolder(lockFile);
  if (!head) return 'again';
  for (let last = head; ;) {
    if (await isAlive(last)) return last;
    const successor = `${lockFile}.after.${last.nonce}`;
    if (await tryLink(ticket, successor)) {
      if ((await readHolder(lockFile))?.nonce === head.nonce) return 'entered';
      await rm(successor, { force: true });
      return 'again';
    }
    const next = await readHolder(successor);
    if (!next) return 'again';
    last = next;
  }
}

async function tryLink(ticket: string, path: string): Promise<boolean> {
  try {
    await link(ticket, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await unlessMissing(readFile(path, 'utf8'));
  return text === null ? null : (JSON.parse(text) as Holder);
}

/**
 * Answers the links of the chain we stand at the end of, and takes away what is no part of it:
 * links behind a removed start and tickets of dead processes. Only the holder may do so.
 */
async function tidyUp(lockFile: string): Promise<string[]> {
  const links: string[] = [];
  for (let path = lockFile; ;) {
    const holder = await readHolder(path);
    if (!holder) break;
    if (path !== lockFile) links.push(path);
    path = `${lockFile}.after.${holder.nonce}`;
  }
  for (const name of await readdir(dirname(lockFile))) {
    if (!name.startsWith(`${basename(lockFile)}.`)) continue;
    const path = join(dirname(lockFile), name);
    const text = links.includes(path) ? null : await unlessMissing(readFile(path, 'utf8'));
    if (text !== null && !(await writerLives(text))) await rm(path, { force: true });
  }
  return links;
}

async function writerLives(text: string): Promise<boolean> {
  try {
    return await isAlive(JSON.parse(text) as Holder);
  } catch (error) {
    // A ticket just being written is still empty: it is left to its writer.
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
