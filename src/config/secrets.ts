import { hkdfSync, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CROCKFORD } from '../shared/crockford.js';
import type { Settings } from './settings.js';

/** What signs quotes, receipts and sessions. Never logged, never in the database. */
export class Secrets {
  /** Without a secret of their own, sessions hang on the signing key: changing it ends them all. */
  constructor(
    readonly signingKey: string,
    private readonly sessionSecret: string = signingKey,
  ) {}

  /**
   * A key for one purpose of the portal alone, e.g. `form-token`: what one key signed means nothing
   * to another, and none of them tells the secret that it was made from.
   */
  portalKey(purpose: string): string {
    const info = `cancellation-desk portal ${purpose}`;
    return Buffer.from(hkdfSync('sha256', this.sessionSecret, '', info, 32)).toString('base64url');
  }

  /**
   * 32 bytes that encrypt what lies in the database, one key per purpose. They hang on the signing key
   * alone: another session secret ends sessions, but makes nothing unreadable.
   */
  encryptionKey(purpose: string): Buffer {
    const info = `cancellation-desk encryption ${purpose}`;
    return Buffer.from(hkdfSync('sha256', this.signingKey, '', info, 32));
  }
}

/** The secrets of the settings; when embedded and unset, generated once and kept. */
export async function readSecrets(settings: Settings, dataDir: string): Promise<Secrets> {
  const signingKey = settings.SIGNING_KEY ?? (await kept(join(dataDir, 'signing-key'), randomKey));
  return new Secrets(signingKey, settings.SESSION_SECRET);
}

/**
 * The password of the demo's customers: of the settings, or when embedded generated once and kept.
 * Null with a database of the operator's own: then it is generated, and shown, once with the demo data.
 */
export async function readDemoPassword(
  settings: Settings,
  dataDir: string,
): Promise<string | null> {
  if (settings.DEMO_PASSWORD !== undefined) return settings.DEMO_PASSWORD;
  return settings.embedded ? kept(join(dataDir, 'demo-password'), makePassword) : null;
}

/** Easy to type: 16 letters and digits that nobody mistakes for one another, 80 random bits. */
export function makePassword(): string {
  const symbols = Array.from(randomBytes(16), (byte) => CROCKFORD.charAt(byte % 32));
  return symbols
    .join('')
    .toLowerCase()
    .replace(/.{4}(?=.)/g, '$&-');
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What the file holds, for its owner alone; at the first start something new. It appears under its
 * name with its content or not at all, so that two first starts agree on the one that came first.
 */
async function kept(file: string, make: () => string): Promise<string> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, make(), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}
