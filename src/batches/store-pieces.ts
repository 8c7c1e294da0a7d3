import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';
import type { Piece } from './plan-pieces.js';

/** Pieces in one statement: about a megabyte of a usual file. */
const AT_ONCE = 20;

/** Writes the chunks of a batch with their pieces, in the transaction of `em`; answers their ids. */
export async function storePieces(
  em: SqlEntityManager,
  batchId: string,
  pieces: readonly Piece[],
  read: (piece: Piece) => Promise<Buffer>,
): Promise<string[]> {
  const ids = pieces.map(() => newId());
  for (let at = 0; at < pieces.length; at += AT_ONCE) {
    const some = pieces.slice(at, at + AT_ONCE);
    const contents: Buffer[] = [];
    for (const piece of some) contents.push(await read(piece));
    await sql(em, INSERT, [
      batchId,
      ids.slice(at, at + AT_ONCE),
      some.map((_piece, index) => at + index),
      some.map(({ firstLine }) => firstLine),
      some.map(({ lastLine }) => lastLine),
      some.map(({ lines }) => lines),
      contents,
    ]);
  }
  return ids;
}

const INSERT = `
  insert into batch_chunk (id, batch_id, chunk_no, first_line, last_line, lines, piece, stage)
  select id, $1, chunk_no, first_line, last_line, lines, piece, 'check'
    from unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::bytea[])
         as r (id, chunk_no, first_line, last_line, lines, piece)`;
