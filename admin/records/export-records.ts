import { once } from 'node:events';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';
import { recordAudit } from '../../src/audit/record-audit.js';
import { harmlessText } from '../../src/batches/spreadsheet-cell.js';
import type { Actor } from '../../src/shared/actor.js';
import { Clock } from '../../src/shared/clock.js';
import { may } from '../../src/staff/permissions.js';
import { FindRecords, type RecordRow } from './find-records.js';
import { conditionOf, type GivenFilters } from './record-query.js';
import type { RecordType } from './record-type.js';

/** Writes exactly what a filter finds as CSV, in pages, whatever their number; memory stays flat. */
@Injectable()
export class ExportRecords {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * That something was taken out, and by which filter, stands in the audit before the first line leaves.
   * @throws DomainError `invalid_input` for a filter that cannot be asked for; nothing is sent then
   */
  async run(
    type: RecordType,
    filters: GivenFilters,
    actor: Actor,
    response: Response,
  ): Promise<void> {
    conditionOf(type, filters);
    const at = this.clock.now();
    await recordAudit(this.em.fork(), [
      {
        at,
        action: 'records.exported',
        actor,
        subjectType: 'records',
        subjectId: type.name,
        after: { filters: Object.keys(filters) },
      },
    ]);
    const day = at.toISOString().slice(0, 10);
    response
      .setHeader('Content-Type', 'text/csv; charset=utf-8')
      .setHeader('Content-Disposition', `attachment; filename="${type.name}-${day}.csv"`);
    const columns = columnsOf(type);
    const csv = stringify({ header: true, columns, bom: true, record_delimiter: 'windows' });
    csv.pipe(response);
    const seesPersons = actor.role !== undefined && may(actor.role, 'personal.see');
    try {
      for await (const page of new FindRecords(this.em, type, seesPersons).all(filters)) {
        if (response.destroyed) return;
        for (const row of page) csv.write(cells(columns, row));
        if (csv.writableNeedDrain)
          await Promise.race([once(csv, 'drain'), once(response, 'close')]);
      }
      csv.end();
    } catch (error) {
      // Half a file must not look whole: the line is cut.
      response.destroy();
      throw error;
    }
  }
}

function columnsOf(type: RecordType): string[] {
  return type.fields.flatMap(({ name, kind }) =>
    kind === 'money' ? [name, `${name}Currency`] : [name],
  );
}

function cells(columns: readonly string[], row: RecordRow): string[] {
  return columns.map((name) => harmlessText(String(row[name] ?? '')));
}
