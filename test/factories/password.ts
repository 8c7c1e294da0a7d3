import { hashPassword } from '../../src/accounts/passwords/password-hash.js';
import type { Sql } from '../support/sql.js';
import { insertRow } from './insert-row.js';
import { makeAccount, type AccountRow, type AccountWish } from './account.js';

export const PASSWORD = 'a password for tests';
let hash: Promise<string> | undefined;

/** An account that can sign in with `PASSWORD`. */
export async function makeCustomer(sql: Sql, wish: AccountWish = {}): Promise<AccountRow> {
  const account = await makeAccount(sql, wish);
  // Hashing is slow on purpose: once per test file is enough.
  hash ??= hashPassword(PASSWORD);
  await insertRow(sql, 'account_password', {
    account_id: account.id,
    password_hash: await hash,
    changed_at: new Date(),
  });
  return account;
}
