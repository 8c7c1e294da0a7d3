import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { tooMany } from '../../shared/domain-error.js';
import { LimitKeys } from './limit-keys.js';
import { sharedLimiter } from './shared-limiter.js';

/** Many people may share an address of the network; a mailbox wants few of these mails. */
const PER_ADDRESS = { points: 20, seconds: 3_600 };
const PER_MAILBOX = { points: 3, seconds: 3_600 };

/** Keeps `forgot password` from flooding mailboxes. */
@Injectable()
export class ResetLimits {
  private readonly addresses: RateLimiterPostgres;
  private readonly mailboxes: RateLimiterPostgres;

  constructor(
    em: EntityManager,
    private readonly keys: LimitKeys,
  ) {
    this.addresses = sharedLimiter(em, 'reset-address', PER_ADDRESS.points, PER_ADDRESS.seconds);
    this.mailboxes = sharedLimiter(em, 'reset-mailbox', PER_MAILBOX.points, PER_MAILBOX.seconds);
  }

  /** @throws DomainError `reset_wait` when an address of the network asks too often */
  async enter(address: string): Promise<void> {
    const waitMs = await over(this.addresses, this.keys.ofAddress(address));
    if (waitMs === null) return;
    const text = 'This was asked for too often from here. Wait before you ask again.';
    throw tooMany('reset_wait', text, Math.max(1, Math.ceil(waitMs / 1_000)));
  }

  /** Whether the mailbox may get one more mail. Nobody is told, for it would tell of the account. */
  async admitsMail(email: string): Promise<boolean> {
    return (await over(this.mailboxes, this.keys.ofMailbox(email))) === null;
  }
}

/** Takes one point; null, or the milliseconds to wait when there is none left. */
async function over(limiter: RateLimiterPostgres, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
    throw refusal;
  }
}
