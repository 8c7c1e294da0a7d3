import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid, newId } from '../shared/ids.js';
import { prolongClaim } from './review-claims.js';
import type { StaffPersonActor } from './staff-person.js';

/** Keeps what a colleague should know of a case, whatever its state. Customers never see it. */
@Injectable()
export class AddNote {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @param text plain text of 1 to 4,000 characters; markup in it stays text
   * @throws DomainError `not_found`
   */
  async run(id: string, text: string, actor: StaffPersonActor): Promise<void> {
    if (!isUuid(id)) throw notFound('cancellation');
    const at = this.clock.now();
    await this.em.fork().transactional(async (em) => {
      const noteId = newId();
      const written = await sql(em, INSERT, [noteId, id, actor.id, text, at]);
      if (written.length === 0) throw notFound('cancellation');
      await prolongClaim(em, id, actor.id, at);
      // Of no cancellation: the timeline that customers and programs see says nothing of it.
      await recordAudit(em, [
        {
          ...{ at, action: 'note.added', actor, subjectType: 'cancellation', subjectId: id },
          after: { noteId },
        },
      ]);
    });
  }
}

const INSERT = `
  insert into case_note (id, cancellation_id, member_id, text, created_at)
  select $1, c.id, $3, $4, $5 from cancellation c where c.id = $2 returning 1`;
