import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { batchRowSql, moveBatch, type BatchRow } from './batch-rows.js';
import type { ChunkStage } from './batch-state.js';
import { BatchHints, WINDOW } from './batches.queue.js';
import { markDoubledLines, rankLinesOfAccounts, totalsOf } from './check-whole.js';

const actor = systemActor('advance-batch');

/**
 * Finds out what comes next for a batch. While chunks wait, the first of them are brought into the
 * queue; when none does, the batch goes on to its next stage or to its end. Running it twice is safe:
 * the batch is locked, and its chunks say what is still to do.
 */
@Injectable()
export class AdvanceBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
  ) {}

  async run(id: string): Promise<void> {
    // A stage without any right line is passed through at once.
    let chunks: string[] | null = [];
    while (chunks?.length === 0) {
      chunks = await this.em
        .fork()
        .transactional((em) => this.next(em as EntityManager, id, this.clock.now()));
    }
    await this.hints.add('chunk', chunks ?? []);
  }

  /** The ids of the chunks that shall be worked on; null when there is nothing to do for now. */
  private async next(em: EntityManager, id: string, at: Date): Promise<string[] | null> {
    const [batch] = await sql<BatchRow>(em, `${batchRowSql} where b.id = $1 for update of b`, [id]);
    if (batch?.state !== 'checking' && batch?.state !== 'running') return null;
    const waiting = await waitingChunks(em, id);
    if (waiting.length > 0) return waiting;
    const stage = await stageOf(em, id);
    if (batch.state === 'running' && stage === 'run') {
      await moveBatch(em, batch, { to: 'done', action: 'batch.done', actor, at });
      return null;
    }
    if (stage === 'check') await markDoubledLines(em, id);
    if (stage === 'check' && batch.dry_run) {
      await rankLinesOfAccounts(em, id);
      return this.enter(em, id, 'preview', at);
    }
    await this.endCheck(em, batch, at);
    return batch.dry_run ? null : this.enter(em, id, 'run', at);
  }

  private async endCheck(em: EntityManager, batch: BatchRow, at: Date): Promise<void> {
    const to = batch.dry_run ? 'ready' : 'running';
    if (batch.dry_run) {
      const totals = await totalsOf(em, batch.id);
      await sql(em, `update batch set totals = $2::json where id = $1`, [
        batch.id,
        JSON.stringify(totals),
      ]);
    }
    await moveBatch(em, batch, { to, action: 'batch.checked', actor, at });
  }

  private async enter(
    em: EntityManager,
    id: string,
    stage: ChunkStage,
    at: Date,
  ): Promise<string[]> {
    await enterStage(em, id, stage, at);
    return waitingChunks(em, id);
  }
}

/** Lets every chunk of the batch that has a right line wait for the stage. */
export async function enterStage(
  em: EntityManager,
  id: string,
  stage: ChunkStage,
  at: Date,
): Promise<void> {
  await sql(
    em,
    `update batch_chunk set stage = $2, waiting = invalid < lines where batch_id = $1`,
    [id, stage],
  );
  await sql(em, `update batch set worked_since = $2 where id = $1`, [id, at]);
}

/** The first chunks that wait and that nobody works on. */
export async function waitingChunks(em: EntityManager, id: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    em,
    `select id from batch_chunk where batch_id = $1 and waiting order by chunk_no limit ${WINDOW}`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** All chunks of a batch stand in one stage. */
async function stageOf(em: EntityManager, id: string): Promise<ChunkStage> {
  const [row] = await sql<{ stage: ChunkStage }>(
    em,
    `select stage from batch_chunk where batch_id = $1 order by chunk_no limit 1`,
    [id],
  );
  if (row === undefined) throw new Error('A batch without chunks was never written.');
  return row.stage;
}
