import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { isPassword } from '../../accounts/passwords/password-hash.js';
import { sql } from '../../database/sql.js';
import { invalid } from '../../shared/domain-error.js';
import { StaffFailures } from '../staff-failures.js';

/**
 * Asks a signed-in member for their password once more, before what a stranger at their open browser
 * must not do. Wrong ones count like those of the sign-in.
 */
@Injectable()
export class ConfirmOwnPassword {
  constructor(
    private readonly em: EntityManager,
    private readonly failures: StaffFailures,
  ) {}

  /**
   * Whoever signs in by an identity provider alone has none to give.
   * @throws DomainError `invalid_input` at `pointer`; `sign_in_locked`
   */
  async run(
    staffId: string,
    password: string,
    requestId: string | null,
    pointer = '/password',
  ): Promise<void> {
    const [member] = await sql<{ hash: string | null }>(
      this.em.fork(),
      `select password_hash as hash from staff_member where id = $1`,
      [staffId],
    );
    if (member?.hash === null) return;
    const attempt = await this.failures.enter(staffId, staffId);
    if (await isPassword(password, member?.hash ?? null)) return this.failures.forgive(attempt);
    const message = 'This is not your password. Nothing was changed.';
    const refusal = invalid([{ pointer, code: 'wrong_password', message }]);
    throw await this.failures.fail(attempt, 'password', refusal, requestId);
  }
}
