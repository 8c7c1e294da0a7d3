import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import type { StaffMember } from '../staff/staff-request.js';
import { personsOf, type CasePersons } from './case-masks.js';
import { ReadCase } from './read-case.js';

/** Of a case the parts that were masked. */
export type RevealedCase = CasePersons & { comment: string | null };

/** Shows the personal fields of one case to a role that sees them masked; the audit says to whom. */
@Injectable()
export class RevealCase {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly readCase: ReadCase,
  ) {}

  /** @throws DomainError `not_found` */
  async run(id: string, reader: StaffMember, actor: Actor): Promise<RevealedCase> {
    const persons = personsOf(await this.readCase.run(id, reader, true));
    await recordAudit(this.em.fork(), [
      {
        at: this.clock.now(),
        action: 'personal_data.shown',
        actor,
        subjectType: 'cancellations',
        subjectId: id,
        after: { fields: Object.keys(persons) },
      },
    ]);
    return { ...persons, comment: persons.reason.comment };
  }
}
