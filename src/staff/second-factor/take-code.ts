import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../config/secrets.js';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { recoveryCodeHash } from './recovery-codes.js';
import { unseal } from './sealed.js';
import { totpStep } from './totp.js';

/** Which kind of code it was. */
export type TakenCode = { kind: 'totp' } | { kind: 'recovery_code'; left: number };

/** Uses up a code of the second factor: of the app, or one for recovery. None works twice. */
@Injectable()
export class TakeCode {
  private readonly key: Buffer;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    secrets: Secrets,
  ) {
    this.key = secrets.encryptionKey('totp');
  }

  /** Null for a wrong code, or one that was used before. */
  async run(memberId: string, typed: string): Promise<TakenCode | null> {
    const code = typed.replace(/[\s-]/g, '');
    return /^\d{6}$/.test(code) ? this.takeTotp(memberId, code) : this.takeRecovery(memberId, code);
  }

  private async takeTotp(memberId: string, code: string): Promise<TakenCode | null> {
    const em = this.em.fork();
    const [row] = await sql<{ secret: Buffer | null }>(
      em,
      `select totp_secret as secret from staff_member where id = $1`,
      [memberId],
    );
    const secret = row?.secret ? unseal(this.key, row.secret, memberId) : null;
    const step = secret === null ? null : totpStep(secret, code, this.clock.now());
    if (step === null) return null;
    // Of the same code at the same time the second one finds the step used.
    const used = await sql(
      em,
      `update staff_member set totp_last_step = $2
        where id = $1 and (totp_last_step is null or totp_last_step < $2) returning id`,
      [memberId, step],
    );
    return used.length === 0 ? null : { kind: 'totp' };
  }

  private async takeRecovery(memberId: string, code: string): Promise<TakenCode | null> {
    const em = this.em.fork();
    const used = await sql(
      em,
      `update staff_recovery_code set used_at = $3
        where member_id = $1 and code_hash = $2 and used_at is null returning member_id`,
      [memberId, recoveryCodeHash(code), this.clock.now()],
    );
    if (used.length === 0) return null;
    const [row] = await sql<{ left: number }>(
      em,
      `select count(*)::integer as left from staff_recovery_code
        where member_id = $1 and used_at is null`,
      [memberId],
    );
    return { kind: 'recovery_code', left: row?.left ?? 0 };
  }
}
