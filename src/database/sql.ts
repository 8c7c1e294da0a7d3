import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

interface Executor {
  executeQuery(query: CompiledQuery): Promise<{ rows: unknown[] }>;
}

/**
 * Runs one hand-written statement with real bind parameters ($1, $2 …) in the transaction of `em`,
 * or outside any. Sets travel as columns (`joined.ts`), or as one JSON parameter.
 * Timestamps arrive as text in PostgreSQL's form (`new Date(text)` reads them), bigints as text.
 */
export async function sql<Row = Record<string, unknown>>(
  em: SqlEntityManager,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const executor: Executor =
    (em.getTransactionContext() as Executor | undefined) ?? em.getConnection().getClient();
  const result = await executor.executeQuery(CompiledQuery.raw(text, [...parameters]));
  return result.rows as Row[];
}
