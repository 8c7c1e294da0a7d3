import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { parseRate } from '../../access/rate-limits.js';
import { LimitKeys } from '../../accounts/limits/limit-keys.js';
import { Settings } from '../../config/settings.js';
import { sqlPool } from '../../database/sql-pool.js';
import { tooMany } from '../../shared/domain-error.js';

/**
 * Keeps the door without sign-in from flooding staff and mailboxes: so many declarations from one
 * address of the network, and so many for one address of mail, counted for all processes in
 * PostgreSQL. Whether there is such an account or contract makes no difference.
 */
@Injectable()
export class DeclarationLimits {
  private readonly addresses: RateLimiterPostgres;
  private readonly mailboxes: RateLimiterPostgres;

  constructor(
    em: EntityManager,
    settings: Settings,
    private readonly keys: LimitKeys,
  ) {
    this.addresses = limiter(em, 'declare-address', settings.RATE_LIMIT_DECLARATIONS_ADDRESS);
    this.mailboxes = limiter(em, 'declare-mailbox', settings.RATE_LIMIT_DECLARATIONS_MAILBOX);
  }

  /**
   * Counts one declaration.
   * @throws DomainError `too_many_declarations` with `retryAfterSeconds`
   */
  async admit(address: string, email: string): Promise<void> {
    // In this order: who floods from one address uses up no stranger's mailbox.
    await consume(this.addresses, this.keys.ofAddress(address));
    await consume(this.mailboxes, this.keys.ofMailbox(email));
  }
}

function limiter(em: EntityManager, name: string, rate: string): RateLimiterPostgres {
  return new RateLimiterPostgres({
    ...parseRate(rate),
    storeClient: sqlPool(em),
    storeType: 'pool',
    tableName: 'portal_limit',
    tableCreated: true,
    // The clock prunes the table.
    clearExpiredByTimeout: false,
    keyPrefix: name,
  });
}

async function consume(limit: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limit.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw tooMany(
      'too_many_declarations',
      'There were too many declarations in a short time. Nothing was declared.',
      Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)),
    );
  }
}
