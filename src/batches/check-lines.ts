import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn } from '../database/joined.js';
import { sql } from '../database/sql.js';
import { readPlacedRecords } from '../importing/read-records.js';
import { batchShape } from './batch-columns.js';
import type { LockedChunk } from './locked-chunk.js';
import { parseBatchLine, type BatchLine } from './parse-batch-line.js';
import { lineBreaks } from './plan-pieces.js';
import { resolveTargets } from './resolve-targets.js';

/** Reads the lines of a chunk, finds the subscriptions that they name and writes them down. */
export async function checkLines(em: SqlEntityManager, chunk: LockedChunk): Promise<void> {
  const [content] = await sql<{ head: Buffer; piece: Buffer }>(
    em,
    `select b.head, c.piece from batch_chunk c join batch b on b.id = c.batch_id where c.id = $1`,
    [chunk.id],
  );
  if (content === undefined) throw new Error('A chunk without a piece cannot be read.');
  const lines = await readLines(chunk, content);
  const found = await resolveTargets(em, lines, chunk.client_id, chunk.operator);
  const rows = lines.map((line, index) => {
    const target = found[index];
    const codes = target?.code === undefined ? line.codes : [target.code];
    return { ...line, codes, subscriptionId: target?.id ?? null };
  });
  await writeLines(em, chunk.batch_id, rows);
}

async function readLines(
  chunk: LockedChunk,
  { head, piece }: { head: Buffer; piece: Buffer },
): Promise<BatchLine[]> {
  const lines: BatchLine[] = [];
  const source = { name: 'The piece', bytes: [head, piece], ndjson: chunk.source === 'ndjson' };
  // The header stands before each piece, as many lines long as it is.
  const offset = chunk.first_line - 1 - lineBreaks(head);
  for await (const { record } of readPlacedRecords(batchShape, source)) {
    const line = record.line + offset;
    const placed = record.error
      ? { line, error: { ...record.error, line } }
      : { line, cells: record.cells };
    lines.push(parseBatchLine(placed));
  }
  return lines;
}

type Row = BatchLine & { subscriptionId: string | null };

async function writeLines(em: SqlEntityManager, batchId: string, rows: Row[]): Promise<void> {
  const words = (read: (row: Row) => string | null): string => joined(rows.map(read));
  const texts = (read: (row: Row) => string | null): (string | null)[] => rows.map(read);
  await sql(em, INSERT, [
    batchId,
    words(({ line }) => `${line}`),
    words(({ codes }) => (codes.length > 0 ? 'invalid' : 'valid')),
    words(({ subscriptionId }) => subscriptionId),
    words(({ request }) => request?.reasonCode ?? null),
    words(({ request }) => request?.kind ?? null),
    words(({ request }) => request?.effective ?? null),
    words(({ request }) => request?.wishedEnd?.toISOString() ?? null),
    texts(({ request }) => request?.ground ?? null),
    texts(({ request }) => request?.comment ?? null),
    texts(({ externalRef }) => externalRef),
    words(({ codes }) => (codes.length > 0 ? codes.join(' ') : null)),
  ]);
}

const INSERT = `
  insert into batch_line (batch_id, line_no, state, subscription_id, reason_code, kind, effective,
         wished_end, ground, reason_comment, external_ref, codes)
  select $1, line_no, state, subscription_id, reason_code, kind, effective, wished_end, ground,
         reason_comment, external_ref, string_to_array(codes, ' ')
    from unnest(${joinedColumn('$2', 'int')}, ${joinedColumn('$3', 'text')}, ${joinedColumn('$4', 'uuid')},
           ${joinedColumn('$5', 'text')}, ${joinedColumn('$6', 'text')}, ${joinedColumn('$7', 'text')},
           ${joinedColumn('$8', 'timestamptz')}, $9::text[], $10::text[], $11::text[],
           ${joinedColumn('$12', 'text')})
         as r (line_no, state, subscription_id, reason_code, kind, effective, wished_end, ground,
         reason_comment, external_ref, codes)`;
