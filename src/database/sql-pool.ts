import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { sql } from './sql.js';

interface Query {
  text: string;
  values?: unknown[];
}

/**
 * Our connections in the shape of a `pg` pool, for libraries that bring their own statements: they
 * open no pool of their own, and the budget of connections stands. Only `query` is there.
 */
export function sqlPool(em: EntityManager): Pool {
  const query = async (
    query: string | Query,
    parameters?: unknown[],
  ): Promise<{ rows: unknown[]; rowCount: number }> => {
    const { text, values } =
      typeof query === 'string' ? { text: query, values: parameters } : query;
    const rows = await sql(em.fork(), text, values ?? []);
    return { rows, rowCount: rows.length };
  };
  // What those libraries call of it; a whole pool would be a second budget.
  return { query } as unknown as Pool;
}
