import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { readSettings, type Settings } from '../config/settings.js';
import { isUpToDate, migrateUp, migrationStatus } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { ormOptions } from '../database/orm-options.js';
import { note } from './output.js';

/** Commands sign nothing, so they do not ask for the key that signs. */
const UNUSED_KEY = 'not used by commands, which sign nothing';

/** The settings as a command needs them. */
export function commandSettings(): Settings {
  return readSettings({ ...process.env, SIGNING_KEY: process.env['SIGNING_KEY'] || UNUSED_KEY });
}

/** Runs `work` with the address of the database, whether or not the application is running. */
export async function withDatabaseUrl<T>(
  work: (url: string, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = commandSettings();
  const database = await openDatabase(settings, note);
  try {
    return await work(database.url, settings);
  } finally {
    await database.close();
  }
}

/** Runs `work` on a migrated database, outside Nest. */
export async function withDatabase<T>(
  work: (em: EntityManager, settings: Settings, url: string) => Promise<T>,
): Promise<T> {
  return withDatabaseUrl(async (url, settings) => {
    const options = { queue: settings.REDIS_URL === undefined };
    if (!isUpToDate(await migrationStatus(url), options)) await migrateUp(url, options);
    const orm = await MikroORM.init({ ...ormOptions(url, 4), logger: note });
    try {
      return await work(orm.em.fork(), settings, url);
    } finally {
      await orm.close(true);
    }
  });
}
