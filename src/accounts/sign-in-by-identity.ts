import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/domain-error.js';
import type { Identity } from '../web/identity-provider.js';
import { customerActor } from './customer-actor.js';

interface Found {
  accountId: string;
  epoch: number;
}

/** Finds the account of an identity: by what was remembered of it, else by its verified address. */
@Injectable()
export class SignInByIdentity {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `identity_unverified` when the provider does not vouch for the address
   * @throws DomainError `identity_unknown` when no account has it
   */
  async run(identity: Identity, requestId: string | null): Promise<Found> {
    return this.em.fork().transactional(async (tx) => {
      const found = (await findRemembered(tx, identity)) ?? (await this.match(tx, identity));
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'account.signed_in',
          actor: customerActor(found.accountId, requestId),
          subjectType: 'account',
          subjectId: found.accountId,
          after: { by: 'identity_provider' },
        },
      ]);
      return found;
    });
  }

  private async match(tx: EntityManager, identity: Identity): Promise<Found> {
    const { issuer, subject, email, emailVerified } = identity;
    if (email === null || !emailVerified) {
      const text = 'The provider does not confirm your e-mail address. Nothing was changed.';
      throw new DomainError('forbidden', 'identity_unverified', text);
    }
    const [found] = await sql<Found>(
      tx,
      `select id as "accountId", session_epoch as epoch from account where lower(email) = lower($1)`,
      [email],
    );
    if (found === undefined) {
      const text = 'There is no account with the e-mail address that the provider confirms.';
      throw new DomainError('forbidden', 'identity_unknown', text);
    }
    await sql(
      tx,
      `insert into account_identity (issuer, subject, account_id, created_at) values ($1, $2, $3, $4)
       on conflict (issuer, subject) do nothing`,
      [issuer, subject, found.accountId, this.clock.now()],
    );
    return found;
  }
}

async function findRemembered(
  tx: EntityManager,
  { issuer, subject }: Identity,
): Promise<Found | undefined> {
  const [found] = await sql<Found>(
    tx,
    `select a.id as "accountId", a.session_epoch as epoch
       from account_identity i join account a on a.id = i.account_id
      where i.issuer = $1 and i.subject = $2`,
    [issuer, subject],
  );
  return found;
}
