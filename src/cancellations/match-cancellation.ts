import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, notFound, stateConflict } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import type { ActOptions } from './act-alongside.js';
import type { Cancellation } from './cancellation.entity.js';
import { lockCancellation } from './lock-cancellation.js';
import { assertDecides } from './staff-permission.js';
import { wishedDayIn } from './wished-day.js';

/**
 * Order support says which subscription a declaration without sign-in is about. It keeps waiting in
 * review: whether it may end anything is the next decision, by `ReviewCancellation`.
 */
@Injectable()
export class MatchCancellation {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `not_found` for either; `forbidden`; `state_conflict` when it is matched
   *   already or does not wait in review; `already_requested` (with the open cancellation's id) while
   *   another one of the subscription is open: that one is revoked or decided first
   */
  async run(
    id: string,
    subscriptionId: string,
    actor: Actor,
    options: Pick<ActOptions, 'before'> = {},
  ): Promise<void> {
    assertDecides(actor);
    try {
      await this.match(id, subscriptionId, actor, options);
    } catch (error) {
      throw isTaken(error) ? await this.taken(subscriptionId) : error;
    }
  }

  private async match(
    id: string,
    subscriptionId: string,
    actor: Actor,
    { before }: Pick<ActOptions, 'before'>,
  ): Promise<void> {
    await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const cancellation = await lockCancellation(em, id, null);
      await before?.(em, cancellation);
      assertUnmatched(cancellation);
      const at = this.clock.now();
      await this.write(em, cancellation, subscriptionId, at);
      await recordAudit(em, [
        {
          at,
          action: 'cancellation.matched',
          actor,
          subjectType: 'cancellation',
          subjectId: id,
          cancellationId: id,
          after: { subscriptionId, kind: cancellation.kind, door: cancellation.door },
        },
      ]);
    });
  }

  /** An account that is known already, from an earlier match, stays the only one it can be. */
  private async write(
    em: EntityManager,
    cancellation: Cancellation,
    subscriptionId: string,
    at: Date,
  ): Promise<void> {
    const account = cancellation.account?.id ?? null;
    const [subscription] = isUuid(subscriptionId)
      ? await sql<{ time_zone: string }>(em, FIND, [subscriptionId, account])
      : [];
    if (subscription === undefined) throw notFound('subscription');
    const wished = cancellation.wishedEnd?.toISOString() ?? null;
    const wishedEnd = wished === null ? null : wishedDayIn(wished, subscription.time_zone);
    await sql(em, MATCH, [cancellation.id, subscriptionId, at, wishedEnd]);
  }

  /** The one open place of the subscription is taken: says by whom. */
  private async taken(subscriptionId: string): Promise<DomainError> {
    const [open] = await sql<{ id: string }>(this.em.fork(), OPEN, [subscriptionId]);
    return new DomainError(
      'conflict',
      'already_requested',
      'Another cancellation of this subscription is open: revoke or decide that one first.',
      { cancellationId: open?.id ?? null },
    );
  }
}

/** The partial unique index decides, also against a declaration that comes in the same moment. */
function isTaken(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === 'cancellation_one_open'
  );
}

function assertUnmatched({ state, subscription }: Cancellation): void {
  if (state === 'in_review' && !subscription) return;
  const why = subscription ? 'It is matched to a subscription already.' : `It is ${state}.`;
  throw stateConflict(why, { state });
}

const FIND = `
  select a.time_zone from subscription s join account a on a.id = s.account_id
   where s.id = $1 and ($2::uuid is null or a.id = $2)`;

const OPEN = `
  select id from cancellation
   where subscription_id = $1 and state in ('requested', 'in_review', 'scheduled', 'failed')`;

const MATCH = `
  update cancellation c
     set subscription_id = s.id, account_id = s.account_id, wished_end = $4, changed_at = $3,
         review_plan = s.plan_code, review_country = a.country
    from subscription s join account a on a.id = s.account_id
   where c.id = $1 and s.id = $2`;
