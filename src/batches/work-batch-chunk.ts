import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { isCulprit } from '../cancellations/culprit.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { withPrecedence, yieldToSingles } from '../shared/precedence.js';
import { AdvanceBatch } from './advance-batch.js';
import { BatchHints, WINDOW } from './batches.queue.js';
import { checkLines } from './check-lines.js';
import { FailBatch } from './fail-batch.js';
import { countLines, lockChunk, type LockedChunk } from './locked-chunk.js';
import { previewLines } from './preview-lines.js';
import { RunLines } from './run-lines.js';

/** Before lines are tried again whose cancellation could not be carried out. */
const AGAIN_MS = 1_000;

/** What happened to the chunk, and what the queue shall hear of it. */
type Worked = { chunk: LockedChunk; waitMs: number | null };

/**
 * Works on one chunk of a batch, in the stage where it stands, and brings in the chunk that follows in
 * the queue. Several workers may do so at once, each with a chunk of its own.
 */
@Injectable()
export class WorkBatchChunk {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly runLines: RunLines,
    private readonly advance: AdvanceBatch,
    private readonly failBatch: FailBatch,
    private readonly hints: BatchHints,
  ) {}

  /** @throws what lies with no line (a lost connection), so that the queue tries again */
  async run(id: string): Promise<void> {
    await yieldToSingles();
    // Mails and refunds of this process stand back meanwhile.
    const worked = await withPrecedence(() => this.work(id), 'batch');
    if (worked === null) return;
    const { chunk, waitMs } = worked;
    if (waitMs !== null) return this.hints.add('chunk', [id], waitMs);
    const [next] = await sql<{ follower: string | null; left: boolean }>(this.em.fork(), NEXT, [
      chunk.batch_id,
      chunk.chunk_no + WINDOW,
    ]);
    if (next?.follower != null) await this.hints.add('chunk', [next.follower]);
    if (next?.left === false) await this.advance.run(chunk.batch_id);
  }

  private async work(id: string): Promise<Worked | null> {
    let batchId: string | null = null;
    try {
      return await this.em.fork().transactional(async (forked) => {
        const em = forked as EntityManager;
        const chunk = await lockChunk(em, id);
        if (chunk === null) return null;
        batchId = chunk.batch_id;
        return { chunk, waitMs: await this.stage(em, chunk) };
      });
    } catch (error) {
      // A line alone never fails a batch: this is a fault that would come back at every attempt.
      if (batchId === null || !isCulprit(error)) throw error;
      await this.failBatch.run(batchId, error);
      return null;
    }
  }

  /** Milliseconds after which the chunk shall be taken up again; null when its stage is done. */
  private async stage(em: EntityManager, chunk: LockedChunk): Promise<number | null> {
    switch (chunk.stage) {
      case 'check':
        await checkLines(em, chunk);
        await countLines(em, chunk, false);
        return null;
      case 'preview':
        await previewLines(em, chunk, this.clock.now());
        await countLines(em, chunk, false);
        return null;
      case 'run': {
        const waitMs = await this.pace(chunk);
        if (waitMs > 0) return waitMs;
        return (await this.runLines.run(em, chunk)) ? null : AGAIN_MS;
      }
    }
  }

  /** Takes the chunk's share of the lines per second; else answers how long to wait for it. */
  private async pace({ batch_id, lines, lines_per_second }: LockedChunk): Promise<number> {
    if (lines_per_second === null) return 0;
    const now = this.clock.now();
    const until = new Date(now.getTime() + (lines * 1000) / lines_per_second);
    // Committed at once: the row must not stay locked while the chunk is worked on.
    const [pace] = await sql<{ free: boolean; due: string }>(this.em.fork(), PACE, [
      batch_id,
      now,
      until,
    ]);
    if (pace === undefined || pace.free) return 0;
    return Math.max(1, new Date(pace.due).getTime() - now.getTime());
  }
}

const NEXT = `
  select (select id from batch_chunk where batch_id = $1 and chunk_no = $2 and waiting) as follower,
         exists (select 1 from batch_chunk where batch_id = $1 and waiting) as left`;

const PACE = `
  with before as (select paced_until from batch where id = $1 for update)
  update batch b
     set paced_until = case when coalesce(before.paced_until, $2) <= $2 then $3 else b.paced_until end
    from before where b.id = $1
  returning coalesce(before.paced_until, $2) <= $2 as free, before.paced_until as due`;
