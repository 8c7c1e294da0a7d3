import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { worksOn, type ChunkStage } from './batch-state.js';
import type { BatchRow } from './batch-rows.js';

/** A chunk that this worker alone works on, until its transaction ends, with its batch. */
export interface LockedChunk extends Omit<BatchRow, 'id'> {
  id: string;
  batch_id: string;
  chunk_no: number;
  first_line: number;
  last_line: number;
  lines: number;
  stage: ChunkStage;
}

/**
 * Locks the chunk for the transaction of `em`. Null when it waits no more, somebody works on it, or its
 * batch stands still. The lock goes with the connection: a worker that dies leaves the chunk at once.
 */
export async function lockChunk(em: SqlEntityManager, id: string): Promise<LockedChunk | null> {
  const [chunk] = await sql<LockedChunk>(em, LOCK, [id]);
  return chunk !== undefined && worksOn(chunk.state, chunk.stage) ? chunk : null;
}

const LOCK = `
  select c.id, c.batch_id, c.chunk_no, c.first_line, c.last_line, c.lines, c.stage, b.client_id,
         coalesce(k.operator, true) as operator, b.actor_type, b.actor_id, b.actor_name, b.actor_role,
         b.request_id, b.source, b.dry_run, b.mail_digest, b.lines_per_second, b.state, b.started_at,
         b.line_count, b.seconded_by
    from batch_chunk c join batch b on b.id = c.batch_id left join client k on k.id = b.client_id
   where c.id = $1 and c.waiting
     for update of c skip locked`;

/** Writes how many of the chunk's lines are in which state, and whether it waits on. */
export async function countLines(
  em: SqlEntityManager,
  chunk: LockedChunk,
  waiting: boolean,
): Promise<void> {
  await sql(em, COUNT, [chunk.id, chunk.batch_id, chunk.first_line, chunk.last_line, waiting]);
}

const COUNT = `
  update batch_chunk c
     set waiting = $5, invalid = n.invalid, requested = n.requested, completed = n.completed,
         scheduled = n.scheduled, in_review = n.in_review, rejected = n.rejected, failed = n.failed
    from (select count(*) filter (where state = 'invalid') as invalid,
                 count(*) filter (where state = 'requested') as requested,
                 count(*) filter (where state = 'completed') as completed,
                 count(*) filter (where state = 'scheduled') as scheduled,
                 count(*) filter (where state = 'in_review') as in_review,
                 count(*) filter (where state = 'rejected') as rejected,
                 count(*) filter (where state = 'failed') as failed
            from batch_line where batch_id = $2 and line_no between $3 and $4) n
   where c.id = $1`;
