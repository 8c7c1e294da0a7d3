import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

/**
 * Holds an embedded PostgreSQL for a test run: prints its address, and gives it back, folder and all,
 * when standard input ends, which it does however the test run ends.
 */
const dataDir = join(tmpdir(), `desk-test-postgres-${process.pid}`);
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const postgres = await acquireEmbeddedPostgres(dataDir, log);

async function end(): Promise<void> {
  await postgres.release();
  await rm(dataDir, { recursive: true, force: true });
}

// Ctrl-C reaches the whole group; the end of standard input follows it.
process.on('SIGINT', () => undefined);
process.stdin.resume();
process.stdin.once('end', () => void end());
process.stdout.write(`${postgres.url}\n`);
