import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import type { ActOptions } from './act-alongside.js';
import { lockCancellation } from './lock-cancellation.js';
import { assertDecides } from './staff-permission.js';

/** Staff sends a failed cancellation back to where it failed; a person's decision is kept. */
@Injectable()
export class RetryCancellation {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
  ) {}

  /** @throws DomainError `not_found`; `forbidden`; `state_conflict` when it has not failed */
  async run(
    id: string,
    actor: Actor,
    { before, alongside, hint = true }: ActOptions = {},
  ): Promise<void> {
    assertDecides(actor);
    await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const cancellation = await lockCancellation(em, id, null);
      await before?.(em, cancellation);
      const to = cancellation.failedFrom;
      if (cancellation.state !== 'failed' || !to) {
        throw stateConflict(
          `Only a failed cancellation is retried, this one is ${cancellation.state}.`,
          {
            state: cancellation.state,
          },
        );
      }
      const at = this.clock.now();
      em.assign(cancellation, {
        state: to,
        failedFrom: null,
        attempts: 0,
        lastError: null,
        changedAt: at,
      });
      await em.flush();
      await recordAudit(em, [
        {
          at,
          action: 'cancellation.retried',
          actor,
          subjectType: 'cancellation',
          subjectId: id,
          cancellationId: id,
          before: { state: 'failed' },
          after: { state: to },
        },
      ]);
      await alongside?.(em);
    });
    if (hint) void this.hints.add('cancellations', [id]);
  }
}
