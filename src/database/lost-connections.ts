import type { DatabaseConnection } from 'kysely';

/**
 * Kysely returns a transaction's connection to the pool only after a `begin` and a `rollback` that
 * succeeded. On a lost connection both fail: each loss would be one connection less for good, and the
 * pool would never close. So a `begin` that fails lets the first statement say so, and a `rollback`
 * that fails counts as done, for the server rolls back what has lost its connection.
 */
export function returnLostConnection(connection: unknown): Promise<void> {
  const kept = connection as DatabaseConnection;
  const execute = kept.executeQuery.bind(kept);
  let fault: { error: unknown } | null = null;
  kept.executeQuery = async (query, ...rest) => {
    const rollback = query.sql === 'rollback';
    if (fault !== null && !rollback) throw fault.error;
    fault = null;
    try {
      return await execute(query, ...rest);
    } catch (error) {
      if (!rollback && !/^(begin|start transaction)\b/.test(query.sql)) throw error;
      if (!rollback) fault = { error };
      return { rows: [] };
    }
  };
  return Promise.resolve();
}
