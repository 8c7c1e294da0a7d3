import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { LimitKeys } from '../accounts/limits/limit-keys.js';
import { recordAudit, type AuditLine } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, tooMany } from '../shared/domain-error.js';

/** Wrong passwords and codes together. Source: issue "The console", "Staff sign-in". */
export const LOCK_AFTER = 10;
const LOCK_MS = 15 * 60_000;
/** From the first failure on; afterwards they are forgotten. */
const WINDOW_MS = 24 * 3_600_000;

/** One try, counted as failed until it has succeeded. */
export interface StaffTry {
  key: string;
  /** Null for an address that nobody has. */
  memberId: string | null;
  /** This one included. */
  failures: number;
}

/**
 * Counts wrong passwords and codes of the staff. Unlike a customer, a member is locked for a while,
 * whatever the address that the tries come from: few people, who know whom to ask, guard much.
 * Addresses that nobody has are counted and locked alike, so nothing tells them apart.
 */
@Injectable()
export class StaffFailures {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly keys: LimitKeys,
  ) {}

  /** Under which key a known member's failures are counted, or those of an unknown address. */
  keyOf(memberId: string | null, email: string): string {
    return memberId ?? `mailbox:${this.keys.ofMailbox(email)}`;
  }

  /**
   * Counts a try before it is made, and locks with the last one at once: of a thousand at the same
   * time no more than ten get through.
   * @throws DomainError `sign_in_locked` with `retryAfterSeconds`
   */
  async enter(key: string, memberId: string | null): Promise<StaffTry> {
    const now = this.clock.now();
    const [entered] = await sql<{ failures: number }>(
      this.em.fork(),
      `insert into staff_failure as f (key, failures, since) values ($1, 1, $2)
       on conflict (key) do update set
         failures = case when f.locked_until <= $2 or f.since < $3 then 1 else f.failures + 1 end,
         since = case when f.locked_until <= $2 or f.since < $3 then $2 else f.since end,
         locked_until = case when f.locked_until is null and f.since >= $3 and f.failures + 1 >= ${LOCK_AFTER}
                             then $4::timestamptz end
       where f.locked_until is null or f.locked_until <= $2
       returning failures`,
      [key, now, new Date(now.getTime() - WINDOW_MS), new Date(now.getTime() + LOCK_MS)],
    );
    if (entered !== undefined) return { key, memberId, failures: entered.failures };
    throw lockedFor(await this.secondsLeft(key, now));
  }

  /** This try was right, but does not sign in yet: what failed before it stays counted. */
  async forgive({ key }: StaffTry): Promise<void> {
    await sql(
      this.em.fork(),
      `update staff_failure set failures = failures - 1, locked_until = null where key = $1`,
      [key],
    );
  }

  /** Signed in: everything is forgotten. */
  async clear({ key }: StaffTry): Promise<void> {
    await sql(this.em.fork(), `delete from staff_failure where key = $1`, [key]);
  }

  /**
   * Writes a failed try into the audit log, and the lock when it was the last one.
   * @returns what the person is told: that they are locked, else `refusal`
   */
  async fail(
    { memberId, failures }: StaffTry,
    why: 'password' | 'code' | 'disabled',
    refusal: DomainError,
    requestId: string | null,
  ): Promise<DomainError> {
    const locked = failures >= LOCK_AFTER;
    const line = (action: string, after: Record<string, unknown>): AuditLine => ({
      at: this.clock.now(),
      action,
      actor: { ...systemActor('sign-in'), requestId },
      subjectType: 'staff_member',
      subjectId: memberId ?? 'unknown',
      after,
    });
    const lines = [line('staff.sign_in_refused', { why, failures })];
    if (locked) lines.push(line('staff.locked', { failures, seconds: LOCK_MS / 1_000 }));
    await recordAudit(this.em.fork(), lines);
    return locked ? lockedFor(LOCK_MS / 1_000) : refusal;
  }

  private async secondsLeft(key: string, now: Date): Promise<number> {
    const [row] = await sql<{ until: string | null }>(
      this.em.fork(),
      `select locked_until as until from staff_failure where key = $1`,
      [key],
    );
    const until = row?.until ?? null;
    // Unlocked between the two statements: the next try goes through.
    const left = until === null ? 0 : new Date(until).getTime() - now.getTime();
    return Math.max(1, Math.ceil(left / 1_000));
  }
}

function lockedFor(seconds: number): DomainError {
  const text =
    'There were too many wrong tries. Wait, or ask an administrator to unlock the sign-in.';
  return tooMany('sign_in_locked', text, seconds);
}
