import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * One PostgreSQL for the run: TEST_DATABASE_URL, or the embedded one in a temporary folder, held by a
 * child process that ends, and stops it, when this one does. Plain JavaScript, since Jest does not
 * map `.js` to `.ts` here. Unit specs need no server and start none.
 */
export default async function globalSetup(_globalConfig, projectConfig) {
  process.env.TEST_RUN = `desk_test_${randomBytes(4).toString('hex')}`;
  if (!projectConfig.roots.some((root) => root.endsWith(`${'test'}`))) return;
  if (!process.env.TEST_DATABASE_URL) await startServer();
}

async function startServer() {
  const program = join(folder, 'database-server.ts');
  const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', program], {
    cwd: join(folder, '..', '..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.testDatabaseServer = child;
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The PostgreSQL for the tests did not start; its messages stand above.');
  });
  // After the start an early end shows in the tests, which then cannot connect.
  ended.catch(() => undefined);
  const [url] = await Promise.race([once(lines, 'line'), ended]);
  process.env.TEST_DATABASE_URL = url;
}
