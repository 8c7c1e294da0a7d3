import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { CellError } from './cells.js';
import type { ImportKind } from './columns.js';
import { type ImportRow, parseLine } from './parse-lines.js';
import { type ImportRecord, type LineError, readRecords } from './read-records.js';
import { type NumberedRow, writeChunk } from './write-chunk.js';

export interface ImportReport {
  /** Lines with data: all but the header and empty ones. */
  total: number;
  created: number;
  updated: number;
  unchanged: number;
  invalid: number;
  errors: LineError[];
}

const CHUNK = 1000;

/**
 * Brings a file of the operator's own data, idempotent by external id: the same file again changes
 * nothing. A wrong line is reported and stops nothing else; a wrong file is refused as a whole.
 */
@Injectable()
export class ImportFile {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws ImportFileError when the file as a whole is wrong; nothing is written then */
  async run(
    source: { kind: ImportKind; file: string },
    actor: Actor,
    progress: (done: number, total: number) => void = () => {},
  ): Promise<ImportReport> {
    const { kind, file } = source;
    // Read to its end before anything is written, so that a broken file leaves no half.
    let lines = 0;
    for await (const _record of readRecords(kind, file)) lines += 1;
    const report: ImportReport = {
      total: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      invalid: 0,
      errors: [],
    };
    const seen = new Map<string, number>();
    let chunk: NumberedRow[] = [];
    for await (const record of readRecords(kind, file)) {
      report.total += 1;
      const read = readRow(kind, record, seen);
      if ('row' in read) chunk.push(read);
      else report.errors.push(read);
      if (chunk.length === CHUNK) {
        await this.write(kind, chunk, report);
        chunk = [];
        progress(report.total, lines);
      }
    }
    await this.write(kind, chunk, report);
    progress(report.total, lines);
    report.errors.sort((a, b) => a.line - b.line);
    report.invalid = report.errors.length;
    await this.audit(kind, report, actor);
    return report;
  }

  private async write(
    kind: ImportKind,
    chunk: readonly NumberedRow[],
    report: ImportReport,
  ): Promise<void> {
    if (chunk.length === 0) return;
    const outcome = await writeChunk(this.em, kind, chunk);
    report.created += outcome.created;
    report.updated += outcome.updated;
    report.unchanged += outcome.unchanged;
    report.errors.push(...outcome.errors);
  }

  private async audit(kind: ImportKind, report: ImportReport, actor: Actor): Promise<void> {
    const { total, created, updated, unchanged, invalid } = report;
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'import.finished',
        actor,
        subjectType: 'import',
        subjectId: newId(),
        after: { kind, total, created, updated, unchanged, invalid },
      },
    ]);
  }
}

/** The row, or what is wrong with the line; an external id counts once in a file. */
function readRow(
  kind: ImportKind,
  record: ImportRecord,
  seen: Map<string, number>,
): NumberedRow | LineError {
  if (record.error) return record.error;
  const { line } = record;
  let row: ImportRow;
  try {
    row = parseLine(kind, record.cells);
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { line, code: error.code, message: error.message };
  }
  const key = kind === 'plans' ? String(row['code']) : row.external_id;
  const first = seen.get(key);
  if (first !== undefined) {
    return { line, code: 'duplicate', message: `${key} stands on line ${first} already.` };
  }
  seen.set(key, line);
  return { line, row };
}
