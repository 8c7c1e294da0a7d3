import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrateUp } from '../../src/database/migrate.js';
import { say } from './report.js';

/** A database of the bench's own, with everything in it, and a folder for whoever needs one. */
export interface BenchDatabase {
  url: string;
  folder: string;
}

/** Lends a fresh migrated database to `work`; database and folder are gone afterwards, come what may. */
export async function withBenchDatabase<T>(
  work: (database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-bench-'));
  try {
    const postgres = await acquireEmbeddedPostgres(folder, say);
    try {
      await migrateUp(postgres.url, { queue: true });
      return await work({ url: postgres.url, folder });
    } finally {
      await postgres.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
