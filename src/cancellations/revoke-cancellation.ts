import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import { JobHints } from '../queue/job-hints.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';
import type { ActOptions } from './act-alongside.js';
import { canMove, type CancellationState } from './cancellation-state.js';
import { isDeadlock } from './culprit.js';
import { lockCancellation } from './lock-cancellation.js';
import { queueOutcomeMail } from './queue-outcome-mail.js';
import { undoCancellations } from './undo-cancellations.js';

type RevokeOptions = Pick<ActOptions, 'before' | 'alongside'>;

/** Takes a cancellation back and undoes every effect it had. Source: design, "Cancellation states". */
@Injectable()
export class RevokeCancellation {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
  ) {}

  /**
   * @param visibility whose accounts count as existing; null sees all
   * A ring of locks with two sets at once lies with nobody and left nothing behind: it is tried again.
   * @throws DomainError `not_found`; `state_conflict` when its state forbids it
   */
  async run(
    id: string,
    actor: Actor,
    visibility: Visibility | null,
    options: RevokeOptions = {},
    attempts = 3,
  ): Promise<void> {
    try {
      await this.revoke(id, actor, visibility, options);
    } catch (error) {
      if (!isDeadlock(error) || attempts === 1) throw error;
      await this.run(id, actor, visibility, options, attempts - 1);
    }
  }

  private async revoke(
    id: string,
    actor: Actor,
    visibility: Visibility | null,
    { before, alongside }: RevokeOptions,
  ): Promise<void> {
    const mails = await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const cancellation = await lockCancellation(em, id, visibility);
      await before?.(em, cancellation);
      assertRevocable(cancellation.state, actor);
      const at = this.clock.now();
      await undoCancellations(em, { ids: [id], actor, reason: 'revoked', at });
      const mails = await queueOutcomeMail(em, cancellation, 'revoked', {}, at);
      await alongside?.(em);
      return mails;
    });
    void this.hints.add('notifications', mails);
  }
}

/** What failed is given up by staff alone: the customer's declaration still stands. */
function assertRevocable(state: CancellationState, actor: Actor): void {
  const byStaff = actor.type === 'staff' || actor.type === 'operator';
  if (canMove(state, 'revoked') && (state !== 'failed' || byStaff)) return;
  throw stateConflict(`A cancellation that is ${state} cannot be taken back.`, { state });
}
