import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { columnName, headerFault, type ImportKind, unknownKeys } from './columns.js';

/** The whole file is refused; the message says why in one line. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}

/** What is wrong with one line. */
export interface LineError {
  line: number;
  code: string;
  message: string;
}

/** One line of the file: its cells by column name, or what is wrong with it. */
export type ImportRecord =
  | { line: number; cells: Record<string, unknown>; error?: undefined }
  | { line: number; cells?: undefined; error: LineError };

/** Where a record stands in the bytes of its file, the byte order mark included. */
export interface PlacedRecord {
  record: ImportRecord;
  /** The end of the record before, or of the header. */
  start: number;
  end: number;
  /** The number of the line in which it ends. */
  lastLine: number;
}

/** What the columns of a file have to be; both answer in words that follow the name of the file. */
export interface FileShape {
  headerFault(header: readonly string[]): string | null;
  unknownKeys(keys: readonly string[]): string[];
}

/** Bytes to read, with the name by which faults speak of them. */
export interface RecordSource {
  name: string;
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Left out: the ending of the name says which; else the first character does. */
  ndjson?: boolean;
}

export const MAX_RECORD = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads CSV (comma or semicolon, LF or CRLF, with or without BOM, header row) or NDJSON, as a stream.
 * The ending of the name says which; else the first character does.
 * @throws ImportFileError when the file as a whole is not what it should be
 */
export async function* readRecords(kind: ImportKind, file: string): AsyncGenerator<ImportRecord> {
  const shape: FileShape = {
    headerFault: (header) => headerFault(kind, header),
    unknownKeys: (keys) => unknownKeys(kind, keys),
  };
  const source = { name: file, bytes: bytesOf(file) };
  for await (const { record } of readPlacedRecords(shape, source)) yield record;
}

/**
 * The same for bytes of any origin, each record with its place in them.
 * @throws ImportFileError when the bytes as a whole are not what they should be
 */
export async function* readPlacedRecords(
  shape: FileShape,
  source: RecordSource,
): AsyncGenerator<PlacedRecord> {
  const marked = { length: 0 };
  const text = decoded(source, marked);
  const first = await firstText(text);
  if (first.trim() === '') throw new ImportFileError(`${source.name} is empty.`);
  const all = prepend(first, text);
  const ndjson = source.ndjson ?? isNdjson(source.name, first);
  const records = ndjson
    ? ndjsonRecords(shape, source.name, all)
    : csvRecords(shape, source.name, first, all);
  for await (const placed of records) {
    const { start, end } = placed;
    yield { ...placed, start: start + marked.length, end: end + marked.length };
  }
}

/** Whether a file is NDJSON, as its name says, or else its first bytes do. */
export function isNdjson(file: string, start: string): boolean {
  if (/\.csv$/i.test(file)) return false;
  return /\.(ndjson|jsonl|json)$/i.test(file) || start.trimStart().startsWith('{');
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  if ((await stat(file)).isDirectory()) throw new ImportFileError(`${file} is a folder.`);
  yield* createReadStream(file) as AsyncIterable<Buffer>;
}

/** The text of the file in pieces, without a byte order mark; anything but UTF-8 is refused. */
async function* decoded(
  { name, bytes }: RecordSource,
  marked: { length: number },
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun = false;
  try {
    for await (const part of bytes) {
      if (!begun && BYTE_ORDER_MARK.equals(part.subarray(0, 3))) marked.length = 3;
      begun = true;
      const text = decoder.decode(part, { stream: true });
      if (text !== '') yield text;
    }
    decoder.decode();
  } catch (error) {
    throw readFault(name, error);
  }
}

/** Enough to see what it is: pieces of a stream may be as short as a byte. */
async function firstText(text: AsyncGenerator<string>): Promise<string> {
  let first = '';
  while (!first.trimStart().includes('\n') && first.length <= MAX_RECORD) {
    const next = await text.next();
    if (next.done) break;
    first += next.value;
  }
  return first;
}

/** Told by their codes: errors of the platform need not be of this realm's classes. */
function readFault(file: string, error: unknown): unknown {
  if (error instanceof ImportFileError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new ImportFileError(`${file} is not UTF-8 text.`);
  }
  return typeof code === 'string'
    ? new ImportFileError(`${file} cannot be read (${code}).`)
    : error;
}

async function* prepend(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** The separator of the header row; a file with one column has none, and either will do. */
export function csvDelimiter(start: string): ',' | ';' {
  const [header = ''] = start.replace(/"[^"]*"/g, '').split(/\r?\n/, 1);
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

async function* csvRecords(
  shape: FileShape,
  file: string,
  start: string,
  text: AsyncGenerator<string>,
): AsyncGenerator<PlacedRecord> {
  const parser = Readable.from(text).compose(
    parse({
      delimiter: csvDelimiter(start),
      // Files that went through several hands mix them.
      record_delimiter: ['\r\n', '\n', '\r'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
    }),
  ) as AsyncIterable<{ record: string[]; info: { lines: number; bytes: number } }>;
  let header: string[] | null = null;
  let end = 0;
  try {
    for await (const { record, info } of parser) {
      if (header === null) header = checkedHeader(shape, file, record);
      else {
        const line = startOf(record, info.lines);
        const read = csvRecord(header, record, line);
        yield { record: read, start: end, end: info.bytes, lastLine: info.lines };
      }
      end = info.bytes;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportFileError(`${file} is not CSV: ${error.message}.`);
  }
}

/** Where a record of several lines begins. */
function startOf(record: string[], lastLine: number): number {
  return lastLine - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function checkedHeader(shape: FileShape, file: string, record: string[]): string[] {
  const header = record.map(columnName);
  const fault = shape.headerFault(header);
  if (fault !== null) throw new ImportFileError(`${file} ${fault}.`);
  return header;
}

function csvRecord(header: string[], record: string[], line: number): ImportRecord {
  if (record.length !== header.length) {
    const message = `The line has ${record.length} cells, the header has ${header.length}.`;
    return { line, error: { line, code: 'wrong_cell_count', message } };
  }
  return { line, cells: Object.fromEntries(header.map((name, index) => [name, record[index]])) };
}

async function* ndjsonRecords(
  shape: FileShape,
  file: string,
  text: AsyncGenerator<string>,
): AsyncGenerator<PlacedRecord> {
  let [line, start, end] = [0, 0, 0];
  for await (const raw of splitLines(file, text)) {
    line += 1;
    // The last line need not end with LF; one byte past the end does no harm.
    end += Buffer.byteLength(raw) + 1;
    if (line === 1 && raw.trimStart().startsWith('[')) {
      throw new ImportFileError(`${file} is one JSON array: NDJSON has one object on each line.`);
    }
    if (raw.trim() === '') continue;
    yield { record: ndjsonRecord(shape, raw, line), start, end, lastLine: line };
    start = end;
  }
}

/** Lines end at LF alone (a CR before it is white space to JSON); U+2028 is part of a line. */
async function* splitLines(file: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > MAX_RECORD) throw new ImportFileError(`${file} has a line over 1 MB.`);
  }
  if (rest !== '') yield rest;
}

function ndjsonRecord(shape: FileShape, raw: string, line: number): ImportRecord {
  const wrong = (code: string, message: string): ImportRecord => ({
    line,
    error: { line, code, message },
  });
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (error) {
    return wrong('malformed', `The line is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong('malformed', 'The line is not a JSON object.');
  }
  const cells: Record<string, unknown> = {};
  for (const [key, cell] of Object.entries(value)) cells[columnName(key)] = cell;
  const unknown = shape.unknownKeys(Object.keys(cells));
  if (unknown.length > 0) return wrong('unknown_key', `Unknown key ${unknown.join(', ')}.`);
  return { line, cells };
}
