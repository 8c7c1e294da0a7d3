import { Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/domain-error.js';
import { StaffFailures } from '../staff-failures.js';
import { TakeCode } from '../second-factor/take-code.js';
import { RecordSignIn } from './record-sign-in.js';

export interface CodeTry {
  staffId: string;
  /** Of the authenticator app, or one for recovery, as typed. */
  code: string;
  requestId: string | null;
}

/** Checks the code that follows the password; wrong ones count like wrong passwords. */
@Injectable()
export class CheckSecondFactor {
  constructor(
    private readonly failures: StaffFailures,
    private readonly takeCode: TakeCode,
    private readonly record: RecordSignIn,
  ) {}

  /** @throws DomainError `code_refused`; `sign_in_locked` with `retryAfterSeconds` */
  async run({ staffId, code, requestId }: CodeTry): Promise<void> {
    const attempt = await this.failures.enter(staffId, staffId);
    const taken = await this.takeCode.run(staffId, code);
    if (taken === null) {
      const text = 'The code is wrong or was used before.';
      const refusal = new DomainError('unauthenticated', 'code_refused', text);
      throw await this.failures.fail(attempt, 'code', refusal, requestId);
    }
    await this.failures.clear(attempt);
    const left = taken.kind === 'recovery_code' ? { recoveryCodesLeft: taken.left } : {};
    const way = { by: 'password', secondFactor: taken.kind, ...left } as const;
    await this.record.run(staffId, way, requestId);
  }
}
