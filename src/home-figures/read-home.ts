import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { QueueHealth } from '../queue/queue-health.js';
import { Clock } from '../shared/clock.js';
import { deskHealth, type DeskHealth } from './desk-health.js';
import { ownClaims, type OwnClaim } from './own-claims.js';
import { waitingReviews, type WaitingReviews } from './waiting-reviews.js';
import { waitingWork, type WaitingWork } from './waiting-work.js';
import { weekRefunds, type RefundSum } from './week-refunds.js';

export interface HomeView {
  at: string;
  reviews: WaitingReviews;
  /** Of the reader. */
  claims: OwnClaim[];
  work: WaitingWork;
  health: DeskHealth;
  /** Of the last seven days. */
  refunds: RefundSum[];
}

/** What needs somebody now. Costs the same however much there is: counts end, sums are kept. */
@Injectable()
export class ReadHome {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly queues: QueueHealth,
    private readonly settings: Settings,
  ) {}

  async run(readerId: string): Promise<HomeView> {
    const em = this.em.fork();
    const now = this.clock.now();
    const [reviews, claims, work, health, refunds] = await Promise.all([
      waitingReviews(em, now),
      ownClaims(em, readerId, now),
      waitingWork(em, this.settings.BATCH_SECOND_ABOVE),
      deskHealth(em, this.queues, now),
      weekRefunds(em, now),
    ]);
    return { at: now.toISOString(), reviews, claims, work, health, refunds };
  }
}
