import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planCodes } from '../factories/plan.js';
import { makeSubscription } from '../factories/subscription.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { openSql, type SqlConnection } from './sql.js';
import { tableHashes } from './table-hashes.js';

describe('what the tests stand on', () => {
  let database: TestDatabase;
  let connection: SqlConnection;
  beforeAll(async () => {
    database = await createTestDatabase();
    connection = openSql(database.url);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  it('a database has the first policy and the tables of the queue', async () => {
    expect(await connection.sql('select version from policy')).toEqual([{ version: 1 }]);
    expect(await connection.sql('select count(*) as n from bullmq.job')).toEqual([{ n: 0 }]);
  });

  it('factories write rows that the database accepts, in each status, paid or not', async () => {
    for (const plan of planCodes) await makeSubscription(connection.sql, { plan });
    await makeSubscription(connection.sql, { status: 'ending', autoRenew: false });
    await makeSubscription(connection.sql, { status: 'cancelled' });
    await makeSubscription(connection.sql, { status: 'expired', autoRenew: false, paid: false });
    const rows = await connection.sql(
      `select (select count(*) from subscription) as subscriptions, (select count(*) from payment) as payments`,
    );
    expect(rows).toEqual([{ subscriptions: 9, payments: 8 }]);
  });

  it('a snapshot shows the change of one table and of no other', async () => {
    const before = await tableHashes(connection.sql);
    expect(await tableHashes(connection.sql)).toEqual(before);
    await connection.sql(`update account set name = name || '!'`);
    const after = await tableHashes(connection.sql);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed).toEqual(['account']);
  });
});
