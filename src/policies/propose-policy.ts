import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { invalid } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { CheckPolicy } from './check-policy.js';

export interface PolicyWish {
  document: unknown;
  /** Why, for whoever seconds it. */
  reason: string;
  /** In force from then on; null: as soon as it is seconded. */
  effectiveFrom: Date | null;
  actor: Actor;
}

/** Stores a changed policy for a second person; nothing of it counts until they agree. */
@Injectable()
export class ProposePolicy {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly check: CheckPolicy,
  ) {}

  /** @throws DomainError `invalid_input` for the document, an empty reason or a day that is past */
  async run({ document, reason, effectiveFrom, actor }: PolicyWish): Promise<string> {
    const at = this.clock.now();
    if (reason.trim() === '') {
      const message = 'Say why, for whoever seconds it.';
      throw invalid([{ pointer: '/reason', code: 'required', message }]);
    }
    if (effectiveFrom !== null && effectiveFrom.getTime() <= at.getTime()) {
      const message = 'The day must lie ahead: what was decided stays decided.';
      throw invalid([{ pointer: '/effectiveFrom', code: 'past', message }]);
    }
    const checked = await this.check.run(document);
    const id = newId();
    await this.em.fork().transactional(async (tx) => {
      await sql(
        tx,
        `insert into policy_proposal (id, document, based_on, reason, effective_from, proposed_by, proposed_at)
         values ($1, $2::json, $3, $4, $5, $6, $7)`,
        [
          id,
          JSON.stringify(checked.document),
          checked.basedOn,
          reason.trim(),
          effectiveFrom,
          actor.id,
          at,
        ],
      );
      await recordAudit(tx, [
        {
          at,
          action: 'policy.proposed',
          actor,
          subjectType: 'policy_proposal',
          subjectId: id,
          reason: reason.trim(),
          after: { basedOn: checked.basedOn, effectiveFrom, changes: checked.changes },
        },
      ]);
    });
    return id;
  }
}
