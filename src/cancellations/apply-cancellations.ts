import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { JobHints } from '../queue/job-hints.js';
import { SET_SIZE } from '../queue/queues.js';
import { Clock } from '../shared/clock.js';
import type { Carried } from './cancellation-outcome.js';
import { withPrecedence, type Urgency } from '../shared/precedence.js';
import { carryOut } from './carry-out.js';
import { isCulprit } from './culprit.js';
import { DecisionBell } from './decision-bell.js';
import { matchDeclarations } from './match-declarations.js';
import { recordFailedAttempt } from './record-failed-attempt.js';
import { TakeBackLinks } from './take-back-links.js';

/**
 * The only place that ends a subscription. Takes a set of cancellation ids, whoever decided them:
 * what is requested is decided by the policy, what a person approved is carried out, what is
 * scheduled and due is completed; what was declared without sign-in is matched to its subscription
 * first. Everything else in the set is left alone, so running it twice, or
 * twice at once, has one effect: the rows are locked, and their state says what is still to do.
 *
 * Cost: a handful of statements per set of up to 500, whatever the size of the tables.
 */
@Injectable()
export class ApplyCancellations {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: JobHints,
    private readonly bell: DecisionBell,
    private readonly links: TakeBackLinks,
  ) {}

  /**
   * @throws what is no row's own fault (a lost connection, a deadlock), so that the queue retries;
   *   a row that fails becomes an outcome of that row alone
   */
  async run(ids: readonly string[], urgency: Urgency = 'single'): Promise<void> {
    const distinct = [...new Set(ids)];
    for (let at = 0; at < distinct.length; at += SET_SIZE) {
      await withPrecedence(() => this.applySet(distinct.slice(at, at + SET_SIZE)), urgency);
    }
  }

  /** Halves a set that fails until the culprit stands alone. */
  private async applySet(ids: string[]): Promise<void> {
    try {
      const carried = new Set(await this.carry(carryOut, ids));
      // Only what the first left alone can be without a subscription: a set of others costs no query.
      const rest = ids.filter((id) => !carried.has(id));
      if (rest.length > 0) await this.carry(matchDeclarations, rest);
    } catch (error) {
      if (!isCulprit(error)) throw error;
      if (ids.length === 1) return this.fail(ids[0] as string, error);
      const middle = Math.ceil(ids.length / 2);
      await this.applySet(ids.slice(0, middle));
      return this.applySet(ids.slice(middle));
    }
  }

  /** One transaction, and after its commit all that leaves; answers what it carried out. */
  private async carry(part: typeof carryOut, ids: string[]): Promise<string[]> {
    const carried: Carried = await this.em
      .fork()
      .transactional((em) => part(em as EntityManager, ids, this.clock.now(), this.links));
    this.bell.ring(carried.cancellations);
    void this.hints.add('notifications', carried.notifications);
    void this.hints.add('refunds', carried.refunds);
    return carried.cancellations;
  }

  private async fail(id: string, error: unknown): Promise<void> {
    await this.em
      .fork()
      .transactional((em) => recordFailedAttempt(em as EntityManager, id, error, this.clock.now()));
  }
}
