import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/domain-error.js';
import { readPasswordResetToken } from './password-reset-token.js';

/** A reset that its link still opens. */
export interface OpenPasswordReset {
  id: string;
  accountId: string;
  name: string;
  email: string;
}

/** Reads what a reset link opens; using it up is for `ResetPassword` alone. */
@Injectable()
export class FindPasswordReset {
  constructor(
    private readonly em: EntityManager,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `reset_link_over` when the link was used, is too old, or is none of ours */
  async run(token: string): Promise<OpenPasswordReset> {
    const id = readPasswordResetToken(this.secrets.portalKey('password-reset'), token);
    if (id === null) throw resetLinkOver();
    const [reset] = await sql<OpenPasswordReset>(
      this.em.fork(),
      `select r.id, r.account_id as "accountId", a.name, a.email
         from password_reset r join account a on a.id = r.account_id
        where r.id = $1 and r.used_at is null and r.expires_at > $2`,
      [id, this.clock.now()],
    );
    if (reset === undefined) throw resetLinkOver();
    return reset;
  }
}

/** 404: one answer for everything that opens nothing. */
export function resetLinkOver(): DomainError {
  const text = 'This link was used already, is older than an hour, or is incomplete.';
  return new DomainError('not_found', 'reset_link_over', text);
}
