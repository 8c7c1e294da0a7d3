import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { ImportFileError } from '../importing/read-records.js';
import { SET_SIZE } from '../queue/queues.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { BatchHints, WINDOW } from './batches.queue.js';
import { planPieces, readPiece, type PiecePlan } from './plan-pieces.js';
import { storePieces } from './store-pieces.js';

/** How a batch shall be run, and who wants it. */
export interface BatchWish {
  dryRun: boolean;
  /** One mail per account at the end, in place of a mail per line and event. */
  mailDigest: boolean;
  /** Null: as fast as the workers go. */
  linesPerSecond: number | null;
  actor: Actor;
  /** Whose batch it is, and whose accounts its lines may name; null for staff and operator: all. */
  clientId: string | null;
}

/** A file that lies open on this machine, as it came. */
export interface Submission extends BatchWish {
  file: FileHandle;
  bytes: number;
  hash: Buffer;
  /** Left out: the name's ending says which; else the first character does. */
  ndjson?: boolean;
  /** The name that the sender gives it; it may be null. */
  name: string | null;
  retryOf?: string;
}

/**
 * Takes a file in: what it is as a whole is looked at here, its lines are checked by the workers.
 * Refused or cut off, it leaves nothing behind.
 */
@Injectable()
export class SubmitBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
  ) {}

  /**
   * Answers the id of the batch; the same bytes again answer the batch that they made before.
   * @throws DomainError `invalid_batch_file` when the file as a whole is none
   */
  async run(submission: Submission): Promise<string> {
    const known = await findSame(this.em.fork(), submission);
    if (known !== null) return known;
    const size = Math.min(submission.linesPerSecond ?? SET_SIZE, SET_SIZE);
    const plan = await refusing(() => planPieces(submission, size));
    const id = newId();
    const taken = await this.em
      .fork()
      .transactional((em) => this.write(em as EntityManager, id, submission, plan));
    if (taken === null) return this.run(submission);
    await this.hints.add('chunk', taken.slice(0, WINDOW));
    return id;
  }

  /** The ids of the chunks; null when the same file came in at the same time and was first. */
  private async write(
    em: EntityManager,
    id: string,
    submission: Submission,
    plan: PiecePlan,
  ): Promise<string[] | null> {
    const at = this.clock.now();
    const { file, bytes, hash, name, retryOf, ...wish } = submission;
    const head = await readPiece(file, 0, plan.headEnd);
    const { type, id: actorId, name: actorName, role, requestId } = wish.actor;
    const written = await sql(em, INSERT, [
      ...[id, wish.clientId, type, actorId, actorName, role ?? null, requestId ?? null],
      ...[plan.ndjson ? 'ndjson' : 'csv', name, hash, bytes, head, retryOf ?? null],
      ...[wish.dryRun, wish.mailDigest, wish.linesPerSecond, plan.lines, at],
    ]);
    if (written.length === 0) return null;
    const digest = createHash('sha256').update(head);
    const chunks = await storePieces(em, id, plan.pieces, async ({ start, end }) => {
      const piece = await readPiece(file, start, end);
      digest.update(piece);
      return piece;
    });
    if (!digest.digest().equals(hash)) {
      throw new DomainError('unavailable', 'file_changed', 'The file changed while it was read.');
    }
    await recordAudit(em, [
      {
        at,
        action: 'batch.submitted',
        actor: wish.actor,
        subjectType: 'batch',
        subjectId: id,
        after: { lines: plan.lines, bytes, dryRun: wish.dryRun, sha256: hash.toString('hex') },
      },
    ]);
    return chunks;
  }
}

async function findSame(em: EntityManager, submission: Submission): Promise<string | null> {
  const rows = await sql<{ id: string }>(
    em,
    `select id from batch where content_hash = $1 and dry_run = $2 and client_id is not distinct from $3
        and state not in ('aborted', 'failed')`,
    [submission.hash, submission.dryRun, submission.clientId],
  );
  return rows[0]?.id ?? null;
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    throw new DomainError('invalid', 'invalid_batch_file', error.message);
  }
}

const INSERT = `
  insert into batch (id, client_id, actor_type, actor_id, actor_name, actor_role, request_id, source,
         file_name, content_hash, content_bytes, head, retry_of, dry_run, mail_digest, lines_per_second,
         line_count, state, created_at, changed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'checking', $18, $18)
  on conflict (client_id, content_hash, dry_run)
    where content_hash is not null and state not in ('aborted', 'failed') do nothing
  returning id`;
