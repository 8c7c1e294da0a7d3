import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { hashPassword } from '../../accounts/passwords/password-hash.js';
import {
  passwordFault,
  type PasswordFault,
  type PasswordOwner,
} from '../../accounts/passwords/password-rules.js';
import { sql } from '../../database/sql.js';
import { invalid } from '../../shared/domain-error.js';

const FAULTS: Readonly<Record<PasswordFault, string>> = {
  too_short: 'The password needs 10 characters or more.',
  too_long: 'The password may have 200 characters at most.',
  too_common: 'This password is among the first that others would guess.',
  personal: 'The password must not be your own name or e-mail address.',
};

/**
 * Sets the password of a member, in the transaction of `em`.
 * @throws DomainError `invalid_input` at `/password` with the fault that it has
 */
export async function writeStaffPassword(
  em: SqlEntityManager,
  owner: PasswordOwner & { id: string },
  password: string,
  at: Date,
): Promise<void> {
  const fault = passwordFault(password, owner);
  if (fault !== null) {
    throw invalid([{ pointer: '/password', code: fault, message: FAULTS[fault] }]);
  }
  await sql(
    em,
    `update staff_member set password_hash = $2, password_changed_at = $3 where id = $1`,
    [owner.id, await hashPassword(password), at],
  );
}
