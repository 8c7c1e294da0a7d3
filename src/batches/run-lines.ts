import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ApplyCancellations } from '../cancellations/apply-cancellations.js';
import type { CancellationKind, Effective } from '../cancellations/cancellation-facts.js';
import type { CancellationRequest } from '../cancellations/cancellation-request.js';
import type { ReasonCode } from '../cancellations/cancellation.entity.js';
import { RequestCancellations, type Answer } from '../cancellations/request-cancellations.js';
import { sql } from '../database/sql.js';
import { isRefusal } from '../shared/domain-error.js';
import { lineActor, lineVisibility } from './batch-rows.js';
import { countLines, type LockedChunk } from './locked-chunk.js';
import { readOutcomes } from './read-outcomes.js';

interface LineRow {
  line_no: number;
  state: 'valid' | 'requested';
  subscription_id: string;
  cancellation_id: string | null;
  reason_code: ReasonCode;
  kind: CancellationKind;
  effective: Effective | null;
  wished_end: string | null;
  ground: string | null;
  reason_comment: string | null;
  external_ref: string | null;
}

type LineDeclaration = CancellationRequest & { line: number };

/**
 * Asks for the cancellations of a chunk's lines and carries them out. What was done of it before, by a
 * worker that died in its middle, stands on the lines and is not done again: a line and the
 * cancellation that it asked for are written in one transaction.
 */
@Injectable()
export class RunLines {
  constructor(
    private readonly em: EntityManager,
    private readonly requests: RequestCancellations,
    private readonly apply: ApplyCancellations,
  ) {}

  /**
   * Answers whether every line has its outcome; else some are to be tried again.
   * @param em holds the lock of the chunk; the sets commit in transactions of their own
   */
  async run(em: EntityManager, chunk: LockedChunk): Promise<boolean> {
    const rows = await sql<LineRow>(em, LINES, [chunk.batch_id, chunk.first_line, chunk.last_line]);
    const fresh = rows.filter(({ state }) => state === 'valid');
    const asked = rows.flatMap(({ cancellation_id: id }) => (id === null ? [] : [id]));
    const received = await this.declare(em, chunk, fresh);
    await this.apply.run([...asked, ...received], 'batch');
    await readOutcomes(em, chunk);
    const left = await sql(em, `${LINES} limit 1`, [
      chunk.batch_id,
      chunk.first_line,
      chunk.last_line,
    ]);
    await countLines(em, chunk, left.length > 0);
    return left.length === 0;
  }

  /** The ids of the cancellations that the lines have made. */
  private async declare(em: EntityManager, chunk: LockedChunk, rows: LineRow[]): Promise<string[]> {
    if (rows.length === 0) return [];
    const declarations = rows.map((row) => declarationOf(row, chunk));
    const answers = await this.requests.run(declarations, (tx, set, said) =>
      noteAnswers(tx, chunk.batch_id, set, said),
    );
    const faults = declarations.filter((_one, index) => isFault(answers[index]));
    if (faults.length > 0) {
      // The set that held it was undone, so this is the only word about it.
      const lines = faults.map(({ line }) => line);
      await sql(em, FAIL, [chunk.batch_id, lines]);
    }
    return answers.flatMap((answer) => (answer instanceof Error ? [] : [answer.id]));
  }
}

function declarationOf(row: LineRow, chunk: LockedChunk): LineDeclaration {
  const batch = { ...chunk, id: chunk.batch_id };
  return {
    line: row.line_no,
    subscriptionId: row.subscription_id,
    kind: row.kind,
    effective: row.effective,
    wishedEnd: row.wished_end === null ? null : new Date(row.wished_end),
    ground: row.ground,
    reason: { code: row.reason_code, comment: row.reason_comment },
    quote: null,
    externalRef: row.external_ref,
    door: 'batch',
    actor: lineActor(batch),
    visibility: lineVisibility(batch),
    batch: { id: batch.id, mailDigest: batch.mail_digest },
  };
}

const isFault = (answer: Answer | undefined): boolean =>
  answer instanceof Error && !isRefusal(answer);

/** Refusals that only mean that something moves just now: the line is tried again. */
const passing = (answer: Answer): boolean =>
  isRefusal(answer) && (answer.kind === 'unavailable' || answer.kind === 'too_many');

interface Noted {
  line: number;
  state: 'requested' | 'rejected' | 'failed';
  id: string | null;
  code: string | null;
}

/**
 * Writes on the lines what became of their declarations, in the transaction that received them.
 * @throws Error when a line has an outcome already: another worker has it, and all is undone here
 */
async function noteAnswers(
  em: EntityManager,
  batchId: string,
  set: readonly LineDeclaration[],
  answers: readonly Answer[],
): Promise<void> {
  const noted = set.flatMap(({ line }, index): Noted[] => {
    const answer = answers[index];
    if (answer === undefined || passing(answer)) return [];
    if (!(answer instanceof Error))
      return [{ line, state: 'requested', id: answer.id, code: null }];
    const code = isRefusal(answer) ? answer.code : 'processing_failed';
    return [{ line, state: isRefusal(answer) ? 'rejected' : 'failed', id: null, code }];
  });
  if (noted.length === 0) return;
  const byLine = noted.map(({ line, state, id, code }) => [line, [state, id, code]]);
  const lines = noted.map(({ line }) => line);
  const [written] = await sql<{ n: number }>(em, NOTE, [
    batchId,
    JSON.stringify(Object.fromEntries(byLine)),
    Math.min(...lines),
    Math.max(...lines),
  ]);
  if (written === undefined || written.n < noted.length)
    throw new Error('Another worker has these lines.');
}

const LINES = `
  select line_no, state, subscription_id, cancellation_id, reason_code, kind, effective, wished_end, ground,
         reason_comment, external_ref
    from batch_line
   where batch_id = $1 and line_no between $2 and $3 and state in ('valid', 'requested')
   order by line_no`;

/**
 * What is noted is looked up by line, not joined: a batch is always newer than the statistics of the
 * table, so the server takes its waiting lines for few, and would compare each with each.
 */
const NOTE = `
  with written as (
    update batch_line l
       set state = $2::jsonb -> l.line_no::text ->> 0, cancellation_id = ($2::jsonb -> l.line_no::text ->> 1)::uuid,
           codes = case when $2::jsonb -> l.line_no::text ->> 2 is not null
             then array[$2::jsonb -> l.line_no::text ->> 2]
               || case when l.preview_state <> $2::jsonb -> l.line_no::text ->> 0
                    then array['changed_since_check'] else '{}' end end
     where l.batch_id = $1 and l.line_no between $3 and $4 and l.state = 'valid'
       and jsonb_exists($2::jsonb, l.line_no::text)
    returning 1)
  select count(*)::int as n from written`;

const FAIL = `
  update batch_line set state = 'failed', codes = array['processing_failed']
   where batch_id = $1 and line_no = any($2::int[]) and state = 'valid'`;
