import type { EntityManager } from '@mikro-orm/postgresql';
import { endSessions } from '../accounts/end-sessions.js';
import { hashPassword, isPassword } from '../accounts/passwords/password-hash.js';
import { writePassword } from '../accounts/passwords/write-password.js';
import { recordAudit } from '../audit/record-audit.js';
import { makePassword } from '../config/secrets.js';
import { sql } from '../database/sql.js';
import { systemActor } from '../shared/actor.js';
import { demoCustomers, demoId } from './demo-data.js';
import { setDemoStaffPassword, writeDemoStaff } from './demo-staff.js';

/**
 * Gives the demo's customers and its staff their password, when there is demo data and it is not theirs yet. What a
 * demo person chose instead stays until another one is wished for; other accounts are never
 * touched. However many processes start at once, the row makes them take turns.
 *
 * @param wanted the password to set; null generates one, unless one was set before
 * @returns the password as far as it is known here: `wanted`, or the one generated now
 */
export async function setDemoPassword(
  em: EntityManager,
  wanted: string | null,
  now: Date,
): Promise<string | null> {
  return em.fork().transactional(async (tx) => {
    const [installation] = await sql<{ seeded: boolean; hash: string | null }>(
      tx,
      `select demo_seeded_at is not null as seeded, demo_password_hash as hash
         from installation for update`,
    );
    if (!installation?.seeded) return null;
    const { hash } = installation;
    const stands = wanted === null ? hash !== null : await isPassword(wanted, hash);
    if (stands) {
      // A database seeded before there was a staff gets it now.
      if (hash !== null) await writeDemoStaff(tx, hash, now);
      return wanted;
    }
    const password = wanted ?? makePassword();
    await write(tx, password, now);
    return password;
  });
}

async function write(tx: EntityManager, password: string, now: Date): Promise<void> {
  const accounts = await findDemoAccounts(tx);
  for (const account of accounts) {
    await writePassword(tx, account, await hashPassword(password), now);
  }
  await endSessions(tx, accounts);
  const hash = await hashPassword(password);
  await sql(tx, `update installation set demo_password_hash = $1`, [hash]);
  await writeDemoStaff(tx, hash, now);
  const staff = await setDemoStaffPassword(tx, () => hashPassword(password), now);
  await recordAudit(tx, [
    {
      at: now,
      action: 'demo.password_set',
      actor: systemActor('setup'),
      subjectType: 'installation',
      subjectId: 'demo',
      after: { accounts: accounts.length, staff },
    },
  ]);
}

/** By address and by id, which the demo computes: an operator's own account has another id. */
async function findDemoAccounts(tx: EntityManager): Promise<string[]> {
  const rows = await sql<{ id: string; email: string; createdAt: string }>(
    tx,
    `select id, email, created_at as "createdAt" from account where email = any($1::text[])`,
    [demoCustomers],
  );
  return rows
    .filter(({ id, email, createdAt }) => id === demoId(`account ${email}`, new Date(createdAt)))
    .map(({ id }) => id);
}
