import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { readPlacedRecords } from '../importing/read-records.js';
import type { Actor } from '../shared/actor.js';
import { stateConflict } from '../shared/domain-error.js';
import { batchShape } from './batch-columns.js';
import { lockBatch, type BatchRow } from './batch-rows.js';
import { lineBreaks } from './plan-pieces.js';
import { openNameless } from './receive-upload.js';
import { SubmitBatch } from './submit-batch.js';

interface RetryWish {
  dryRun?: boolean;
  mails?: 'each' | 'digest';
  linesPerSecond?: number;
}

interface ChunkContent {
  chunk_no: number;
  first_line: number;
  piece: Buffer | null;
  lines: number[];
}

/**
 * Makes a batch of its own of the lines that came to nothing: wrong ones, whose subscription may be
 * there by now, refused and failed ones, and those that an aborted batch never came to.
 */
@Injectable()
export class RetryBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly submitBatch: SubmitBatch,
  ) {}

  /**
   * Answers the id of the new batch; it takes its settings from the old one where `wish` says nothing.
   * @throws DomainError `not_found`; `state_conflict` while it has not ended, or when nothing is left
   */
  async run(
    id: string,
    wish: RetryWish,
    actor: Actor,
    visibility: Visibility | null,
  ): Promise<string> {
    const em = this.em.fork();
    const batch = await em.transactional((tx) => lockBatch(tx, id, visibility));
    const { state } = batch;
    if (state !== 'done' && state !== 'aborted' && state !== 'failed') {
      throw stateConflict(`Only a batch that has ended is run again, this one is ${state}.`, {
        state,
      });
    }
    const file = await openNameless();
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const line of this.leftLines(em, batch)) {
        const part = Buffer.from(`${line}\n`);
        hash.update(part);
        bytes += part.length;
        await file.write(part);
      }
      if (bytes === 0) throw stateConflict('Every line of this batch has its outcome.', { state });
      return await this.submitBatch.run({
        ...{ file, bytes, hash: hash.digest(), ndjson: true, name: null, retryOf: id, actor },
        dryRun: wish.dryRun ?? false,
        mailDigest: wish.mails === undefined ? batch.mail_digest : wish.mails === 'digest',
        linesPerSecond: wish.linesPerSecond ?? batch.lines_per_second,
        clientId: visibility?.clientId ?? batch.client_id,
      });
    } finally {
      await file.close();
    }
  }

  /** The lines as NDJSON; what could not even be read as a line stays behind. */
  private async *leftLines(em: EntityManager, batch: BatchRow): AsyncGenerator<string> {
    const [content] = await sql<{ head: Buffer }>(em, `select head from batch where id = $1`, [
      batch.id,
    ]);
    const head = content?.head ?? Buffer.alloc(0);
    let after = -1;
    for (;;) {
      const [chunk] = await sql<ChunkContent>(em, NEXT_CHUNK, [batch.id, after]);
      if (chunk === undefined) return;
      after = chunk.chunk_no;
      if (chunk.lines.length > 0) {
        yield* chunk.piece === null
          ? this.frozenLines(em, batch.id, chunk.lines)
          : readLines(batch, head, chunk, chunk.piece);
      }
    }
  }

  private async *frozenLines(
    em: EntityManager,
    id: string,
    lines: number[],
  ): AsyncGenerator<string> {
    const rows = await sql<{ line: string }>(em, FROZEN, [id, lines]);
    for (const { line } of rows) yield line;
  }
}

async function* readLines(
  batch: BatchRow,
  head: Buffer,
  chunk: ChunkContent,
  piece: Buffer,
): AsyncGenerator<string> {
  const wanted = new Set(chunk.lines);
  const offset = chunk.first_line - 1 - lineBreaks(head);
  const source = { name: 'The piece', bytes: [head, piece], ndjson: batch.source === 'ndjson' };
  for await (const { record } of readPlacedRecords(batchShape, source)) {
    if (record.cells && wanted.has(record.line + offset)) yield JSON.stringify(record.cells);
  }
}

const NEXT_CHUNK = `
  select c.chunk_no, c.first_line, c.piece,
         (select coalesce(json_agg(l.line_no), '[]') from batch_line l
           where l.batch_id = c.batch_id and l.line_no between c.first_line and c.last_line
             and l.state in ('invalid', 'valid', 'rejected', 'failed')) as lines
    from batch_chunk c where c.batch_id = $1 and c.chunk_no > $2 order by c.chunk_no limit 1`;

const FROZEN = `
  select json_strip_nulls(json_build_object('subscriptionId', subscription_id, 'reasonCode', reason_code,
           'kind', kind, 'effective', effective,
           'wishedEnd', to_char(wished_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'ground', ground, 'comment', reason_comment))::text as line
    from batch_line where batch_id = $1 and line_no = any($2::int[]) order by line_no`;
