import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { sql } from '../database/sql.js';
import type { StaffRole } from '../shared/actor.js';
import { endStaffSessions } from '../staff/session/end-staff-sessions.js';
import { demoId } from './demo-data.js';

interface DemoMember {
  email: string;
  name: string;
  role: StaffRole;
}

/** The demo's staff, one of each role. Source: contract, "Demo data". */
export const demoStaff: readonly DemoMember[] = [
  { email: 'agent@example.com', name: 'Alex Agent', role: 'agent' },
  { email: 'supervisor@example.com', name: 'Sam Supervisor', role: 'supervisor' },
  { email: 'auditor@example.com', name: 'Audrey Auditor', role: 'auditor' },
  { email: 'admin@example.com', name: 'Ada Administrator', role: 'administrator' },
];

/**
 * Makes the demo's staff, where an address is free, with a password's hash; in the transaction of
 * `em`. Who is there stays as they are.
 */
export async function writeDemoStaff(em: SqlEntityManager, hash: string, now: Date): Promise<void> {
  const rows = demoStaff.map((member) => ({ ...member, id: idOf(member.email, now) }));
  await sql(
    em,
    `insert into staff_member (id, email, name, role, password_hash, password_changed_at, created_at)
     select id, email, name, role, $2, $3, $3
       from jsonb_to_recordset($1::jsonb) as r (id uuid, email text, name text, role text)
     on conflict (lower(email)) do nothing`,
    [JSON.stringify(rows), hash, now],
  );
}

/** Gives all of the demo's staff another password, each with a hash of its own; their sessions end. */
export async function setDemoStaffPassword(
  em: SqlEntityManager,
  makeHash: () => Promise<string>,
  now: Date,
): Promise<number> {
  const members = await findDemoStaff(em);
  for (const id of members) {
    await sql(
      em,
      `update staff_member set password_hash = $2, password_changed_at = $3 where id = $1`,
      [id, await makeHash(), now],
    );
    await endStaffSessions(em, id);
  }
  return members.length;
}

/** By address and by id, which the demo computes: an operator's own member has another id. */
async function findDemoStaff(em: SqlEntityManager): Promise<string[]> {
  const rows = await sql<{ id: string; email: string; createdAt: string }>(
    em,
    `select id, email, created_at as "createdAt" from staff_member where email = any($1::text[])`,
    [demoStaff.map(({ email }) => email)],
  );
  return rows
    .filter(({ id, email, createdAt }) => id === idOf(email, new Date(createdAt)))
    .map(({ id }) => id);
}

function idOf(email: string, at: Date): string {
  return demoId(`staff ${email}`, at);
}
