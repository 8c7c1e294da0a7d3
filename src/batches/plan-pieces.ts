import type { FileHandle } from 'node:fs/promises';
import { ImportFileError, isNdjson, readPlacedRecords } from '../importing/read-records.js';
import { batchShape } from './batch-columns.js';

/** A run of whole records: bytes `start` to `end` of the file. */
export interface Piece {
  start: number;
  end: number;
  /** Numbers of the lines in the file, counted from 1; the first need not be one with a record. */
  firstLine: number;
  lastLine: number;
  lines: number;
}

export interface PiecePlan {
  ndjson: boolean;
  /** Where the header ends, byte order mark included; 0 in NDJSON. */
  headEnd: number;
  /** All records. */
  lines: number;
  pieces: Piece[];
}

interface Source {
  file: FileHandle;
  name: string | null;
  bytes: number;
  ndjson?: boolean;
}

/**
 * Reads the file to its end once, and answers where to cut it: each piece can then be read alone, after
 * the head. What is remembered is a few numbers per piece, not its records.
 * @throws ImportFileError when the file as a whole is no batch file
 */
export async function planPieces(source: Source, size: number): Promise<PiecePlan> {
  const name = source.name ?? 'The file';
  const bytes = source.file.createReadStream({ start: 0, autoClose: false });
  const ndjson = source.ndjson ?? isNdjson(name, (await readPiece(source.file, 0, 64)).toString());
  const plan: PiecePlan = { ndjson, headEnd: 0, lines: 0, pieces: [] };
  let piece: Piece | undefined;
  for await (const { start, end, lastLine } of readPlacedRecords(batchShape, {
    name,
    bytes: bytes as AsyncIterable<Uint8Array>,
    ndjson,
  })) {
    if (plan.lines === 0 && !ndjson) plan.headEnd = start;
    if (piece === undefined || piece.lines === size) {
      const firstLine = (piece?.lastLine ?? 0) + 1;
      piece = { start, end, firstLine, lastLine, lines: 0 };
      plan.pieces.push(piece);
    }
    [piece.end, piece.lastLine] = [end, lastLine];
    piece.lines += 1;
    plan.lines += 1;
  }
  if (piece === undefined) throw new ImportFileError(`${name} has no line but its header.`);
  // Blank lines at the end belong to the file as it came.
  piece.end = source.bytes;
  const [first] = plan.pieces;
  if (first) first.firstLine += lineBreaks(await readPiece(source.file, 0, plan.headEnd));
  return plan;
}

/** How many lines the bytes of a head are long, which ends with its last line. */
export function lineBreaks(head: Buffer): number {
  return head.toString('latin1').match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The bytes from `start` to `end` of an open file, or to its end where that comes first. */
export async function readPiece(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
