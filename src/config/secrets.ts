import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from './settings.js';

/** What signs quotes and receipts. Never logged, never in the database. */
export class Secrets {
  constructor(readonly signingKey: string) {}
}

/**
 * The secrets of the settings; when embedded and unset, generated once and kept under the data
 * folder for its owner alone. `wx` makes two first starts agree on the one that came first.
 */
export async function readSecrets(settings: Settings, dataDir: string): Promise<Secrets> {
  if (settings.SIGNING_KEY !== undefined) return new Secrets(settings.SIGNING_KEY);
  const file = join(dataDir, 'signing-key');
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return new Secrets((await readFile(file, 'utf8')).trim());
}
