import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepareBinaries } from '../../../src/database/embedded-binaries.js';
import { preparePlace } from '../../../src/database/embedded-place.js';
import { serverEnvironment } from '../../../src/database/embedded-cluster.js';
import { acquireEmbeddedPostgres } from '../../../src/database/embedded-postgres.js';
import { migrateUp } from '../../../src/database/migrate.js';
import type { TestDatabase } from '../../support/database.js';

/** A database on a server of its own, which a test may take away. */
export interface OwnDatabase extends TestDatabase {
  /** Ends the server as a power failure would, and starts it again at the same address. */
  restart(): Promise<void>;
}

export async function createOwnDatabase(): Promise<OwnDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-own-'));
  const hold = await acquireEmbeddedPostgres(folder, () => {});
  await migrateUp(hold.url, { queue: true });
  return {
    url: hold.url,
    restart: () => restart(folder),
    drop: async () => {
      await hold.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `pg_ctl restart` starts it with the options of the last start, its port among them. */
async function restart(folder: string): Promise<void> {
  const place = await preparePlace(folder);
  const { postgres } = await prepareBinaries(place);
  const program = join(dirname(postgres), 'pg_ctl');
  const options = ['restart', '-D', place.pgData, '-m', 'immediate', '-w', '-l', '/dev/null'];
  const child = spawn(program, options, {
    cwd: '/',
    env: serverEnvironment(),
    stdio: 'ignore',
    ...(place.user === null ? {} : { uid: place.user.uid, gid: place.user.gid }),
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`pg_ctl restart ended with ${code}.`);
}
