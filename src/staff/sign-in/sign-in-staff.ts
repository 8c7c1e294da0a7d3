import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { FailureLimit } from '../../accounts/limits/failure-limit.js';
import { LimitKeys } from '../../accounts/limits/limit-keys.js';
import { isPassword } from '../../accounts/passwords/password-hash.js';
import { sql } from '../../database/sql.js';
import { DomainError, tooMany } from '../../shared/domain-error.js';
import { StaffFailures } from '../staff-failures.js';
import { RecordSignIn } from './record-sign-in.js';

/** One network address, whatever the members: it slows down trying one password on all of them. */
const ADDRESS = { free: 100, firstWaitSeconds: 15, longestWaitSeconds: 300, windowSeconds: 3_600 };

export interface StaffSignInTry {
  email: string;
  password: string;
  /** Of the network, as the trusted proxies say. */
  address: string;
  requestId: string | null;
}

/** Whose session may begin. */
export interface SignedInStaff {
  staffId: string;
  /** The `session_epoch` that the check saw: a session begins under it. */
  epoch: number;
  /** Whether a code is still to be given. */
  needsCode: boolean;
}

interface Candidate {
  staffId: string;
  epoch: number;
  hash: string | null;
  disabled: boolean;
  needsCode: boolean;
}

/** Checks the e-mail address and the password of a member of the staff. */
@Injectable()
export class SignInStaff {
  private readonly addresses: FailureLimit;

  constructor(
    private readonly em: EntityManager,
    private readonly keys: LimitKeys,
    private readonly failures: StaffFailures,
    private readonly record: RecordSignIn,
  ) {
    this.addresses = new FailureLimit(em, 'staff-sign-in-address', ADDRESS);
  }

  /**
   * An address that nobody has takes the same steps and the same time as a wrong password.
   * @throws DomainError `sign_in_refused` for a wrong address or password, or a disabled member,
   *   without saying which
   * @throws DomainError `sign_in_locked` after ten wrong tries, `sign_in_wait` for a network address
   *   that tried too much; both with `retryAfterSeconds`
   */
  async run({ email, password, address, requestId }: StaffSignInTry): Promise<SignedInStaff> {
    const network = this.keys.ofAddress(address);
    const entry = await this.addresses.enter(network);
    if ('waitSeconds' in entry) throw tooManyFromHere(entry.waitSeconds);
    const found = await this.find(email);
    const memberId = found?.staffId ?? null;
    const attempt = await this.failures.enter(this.failures.keyOf(memberId, email), memberId);
    const right = await isPassword(password, found?.hash ?? null);
    if (found === undefined || !right || found.disabled) {
      await this.addresses.fail(network, entry.failures);
      const why = right ? 'disabled' : 'password';
      throw await this.failures.fail(attempt, why, refused(), requestId);
    }
    await this.addresses.forgive(network);
    const { staffId, epoch, needsCode } = found;
    if (needsCode) {
      await this.failures.forgive(attempt);
    } else {
      await this.failures.clear(attempt);
      await this.record.run(staffId, { by: 'password' }, requestId);
    }
    return { staffId, epoch, needsCode };
  }

  private async find(email: string): Promise<Candidate | undefined> {
    const [found] = await sql<Candidate>(
      this.em.fork(),
      `select id as "staffId", session_epoch as epoch, password_hash as hash,
              disabled_at is not null as disabled, totp_secret is not null as "needsCode"
         from staff_member where lower(email) = lower($1)`,
      [email.trim()],
    );
    return found;
  }
}

function refused(): DomainError {
  const text = 'The e-mail address or the password is wrong.';
  return new DomainError('unauthenticated', 'sign_in_refused', text);
}

function tooManyFromHere(seconds: number): DomainError {
  const text = 'There were too many wrong passwords from here. Wait before the next try.';
  return tooMany('sign_in_wait', text, seconds);
}
