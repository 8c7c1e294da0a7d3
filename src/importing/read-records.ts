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

const MAX_RECORD = 1024 * 1024;

/**
 * Reads CSV (comma or semicolon, LF or CRLF, with or without BOM, header row) or NDJSON, as a stream.
 * The ending of the name says which; else the first character does.
 * @throws ImportFileError when the file as a whole is not what it should be
 */
export async function* readRecords(kind: ImportKind, file: string): AsyncGenerator<ImportRecord> {
  const text = decoded(file);
  const first = await text.next();
  if (first.done || first.value.trim() === '') throw new ImportFileError(`${file} is empty.`);
  const all = prepend(first.value, text);
  yield* isNdjson(file, first.value) ? ndjson(kind, file, all) : csv(kind, file, first.value, all);
}

function isNdjson(file: string, start: string): boolean {
  if (/\.csv$/i.test(file)) return false;
  return /\.(ndjson|jsonl|json)$/i.test(file) || start.trimStart().startsWith('{');
}

/** The text of the file in pieces, without a byte order mark; anything but UTF-8 is refused. */
async function* decoded(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    if ((await stat(file)).isDirectory()) throw new ImportFileError(`${file} is a folder.`);
    for await (const bytes of createReadStream(file)) {
      const text = decoder.decode(bytes as Buffer, { stream: true });
      if (text !== '') yield text;
    }
    decoder.decode();
  } catch (error) {
    throw readFault(file, error);
  }
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

async function* csv(
  kind: ImportKind,
  file: string,
  start: string,
  text: AsyncGenerator<string>,
): AsyncGenerator<ImportRecord> {
  const parser = Readable.from(text).compose(
    parse({
      delimiter: csvDelimiter(start),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
    }),
  ) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  let header: string[] | null = null;
  try {
    for await (const { record, info } of parser) {
      if (header === null) header = checkedHeader(kind, file, record);
      else yield csvRecord(header, record, startOf(record, info.lines));
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

function checkedHeader(kind: ImportKind, file: string, record: string[]): string[] {
  const header = record.map(columnName);
  const fault = headerFault(kind, header);
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

async function* ndjson(
  kind: ImportKind,
  file: string,
  text: AsyncGenerator<string>,
): AsyncGenerator<ImportRecord> {
  let line = 0;
  for await (const raw of splitLines(file, text)) {
    line += 1;
    if (line === 1 && raw.trimStart().startsWith('[')) {
      throw new ImportFileError(`${file} is one JSON array: NDJSON has one object on each line.`);
    }
    if (raw.trim() !== '') yield ndjsonRecord(kind, raw, line);
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

function ndjsonRecord(kind: ImportKind, raw: string, line: number): ImportRecord {
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
  const unknown = unknownKeys(kind, Object.keys(cells));
  if (unknown.length > 0) return wrong('unknown_key', `Unknown key ${unknown.join(', ')}.`);
  return { line, cells };
}
