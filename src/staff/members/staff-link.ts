import { createHash, randomBytes } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../database/sql.js';
import { newId } from '../../shared/ids.js';

/** How long a link works: over a weekend. */
const VALID_MS = 72 * 3_600_000;

/** A link by which a member sets their password, once. */
export interface StaffLink {
  /** 256 random bits; kept as a hash alone, so this is the only time that it is seen. */
  token: string;
  expiresAt: Date;
}

/** What is kept and looked up of a link. */
export function linkHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The whole address that somebody opens. */
export function linkAddress(baseUrl: string, { token }: StaffLink): string {
  return `${baseUrl}/admin/set-password/${token}`;
}

/** A new link in the place of all earlier ones of the member, in the transaction of `em`. */
export async function writeStaffLink(
  em: SqlEntityManager,
  memberId: string,
  at: Date,
): Promise<StaffLink> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(at.getTime() + VALID_MS);
  await closeStaffLinks(em, memberId, at);
  await sql(
    em,
    `insert into staff_link (id, member_id, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [newId(), memberId, linkHash(token), at, expiresAt],
  );
  return { token, expiresAt };
}

/** What is open of a member's links opens nothing any more. */
export async function closeStaffLinks(
  em: SqlEntityManager,
  memberId: string,
  at: Date,
): Promise<void> {
  await sql(em, `update staff_link set used_at = $2 where member_id = $1 and used_at is null`, [
    memberId,
    at,
  ]);
}
