import type { Settings } from '../config/settings.js';
import { acquireEmbeddedPostgres, defaultDataDir } from './embedded-postgres.js';

/** A database that answers at `url` until it is closed. */
export interface OpenDatabase {
  url: string;
  /** Gives the embedded server back (the last one out stops it); an operator's own is left alone. */
  close(): Promise<void>;
}

/** The database of the settings: the operator's own, or the embedded one of the data folder. */
export async function openDatabase(
  settings: Settings,
  log: (line: string) => void,
): Promise<OpenDatabase> {
  if (settings.DATABASE_URL !== undefined) {
    return { url: settings.DATABASE_URL, close: async () => {} };
  }
  const held = await acquireEmbeddedPostgres(settings.DATA_DIR ?? defaultDataDir(), log);
  return { url: held.url, close: () => held.release() };
}
