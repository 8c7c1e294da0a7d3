import { once } from 'node:events';
import pg from 'pg';

/** Leaves nothing behind: neither databases of this run nor the server that was started for it. */
export default async function globalTeardown() {
  const child = globalThis.testDatabaseServer;
  if (child) {
    const exit = once(child, 'exit');
    child.stdin.end();
    if (child.exitCode === null) await exit;
    return;
  }
  if (process.env.TEST_DATABASE_URL) await dropDatabases(process.env.TEST_DATABASE_URL);
}

async function dropDatabases(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select datname from pg_database where starts_with(datname, $1)',
      [process.env.TEST_RUN],
    );
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`);
  } finally {
    await client.end();
  }
}
