import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';

/**
 * Waits until nobody works on a chunk of the batch. Called after its state has become one that stands
 * still: no chunk is begun any more, so that what is counted afterwards stays.
 */
export async function awaitChunks(em: EntityManager, batchId: string): Promise<void> {
  await em.transactional(async (tx) => {
    await sql(
      tx,
      `select 1 from batch_chunk where batch_id = $1 and waiting order by chunk_no for update`,
      [batchId],
    );
  });
}
