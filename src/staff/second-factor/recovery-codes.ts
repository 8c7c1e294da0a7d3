import { createHash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { makePassword } from '../../config/secrets.js';
import { sql } from '../../database/sql.js';

const HOW_MANY = 10;

/** The symbols of a recovery code however somebody types them: `O` is 0, `I` and `L` are 1. */
export function plainRecoveryCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
}

/** What is kept of a code: it has 80 random bits, so a plain hash needs no stretching. */
export function recoveryCodeHash(typed: string): Buffer {
  return createHash('sha256').update(plainRecoveryCode(typed)).digest();
}

/** Ten new codes in the place of all earlier ones, in the transaction of `em`; seen this once. */
export async function writeRecoveryCodes(
  em: SqlEntityManager,
  memberId: string,
): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, makePassword);
  await sql(em, `delete from staff_recovery_code where member_id = $1`, [memberId]);
  await sql(
    em,
    `insert into staff_recovery_code (member_id, code_hash) select $1, unnest($2::bytea[])`,
    [memberId, codes.map(recoveryCodeHash)],
  );
  return codes;
}
