import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../../src/audit/record-audit.js';
import type { Actor } from '../../src/shared/actor.js';
import { Clock } from '../../src/shared/clock.js';
import { notFound } from '../../src/shared/domain-error.js';
import { FindRecords, type RecordRow } from './find-records.js';
import type { RecordType } from './record-type.js';

/** Shows the personal fields of one record to a role that sees them masked; the audit says whose. */
@Injectable()
export class RevealRecord {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` also where nothing about the record is personal */
  async run(type: RecordType, id: string, actor: Actor): Promise<RecordRow> {
    const names = type.fields.filter((field) => field.personal !== undefined).map((f) => f.name);
    const [row] = names.length > 0 ? await new FindRecords(this.em, type, true).many([id]) : [];
    if (row === undefined) throw notFound('record');
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'personal_data.shown',
        actor,
        subjectType: type.name,
        subjectId: id,
        after: { fields: names },
      },
    ]);
    return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  }
}
