import { hashPassword } from '../../src/accounts/passwords/password-hash.js';
import type { StaffRole } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import type { Sql } from '../support/sql.js';
import { insertRow } from './insert-row.js';

export const STAFF_PASSWORD = 'a password for staff tests';
let hash: Promise<string> | undefined;

export interface StaffWish {
  role?: StaffRole;
  email?: string;
  name?: string;
  language?: 'en' | 'pl' | 'de';
}

export interface StaffRow {
  id: string;
  email: string;
}

/** A member of the staff who can sign in with `STAFF_PASSWORD`. */
export async function makeStaff(sql: Sql, wish: StaffWish = {}): Promise<StaffRow> {
  const id = newId();
  const role = wish.role ?? 'agent';
  const email = wish.email ?? `${role}-${id}@example.com`;
  // Hashing is slow on purpose: once per test file is enough.
  hash ??= hashPassword(STAFF_PASSWORD);
  await insertRow(sql, 'staff_member', {
    id,
    email,
    name: wish.name ?? `The ${role}`,
    role,
    language: wish.language ?? 'en',
    password_hash: await hash,
    password_changed_at: new Date(),
    created_at: new Date(),
  });
  return { id, email };
}
