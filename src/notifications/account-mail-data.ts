import type { Secrets } from '../config/secrets.js';
import { passwordResetToken } from '../accounts/password-reset-token.js';
import type { AccountMailData, AccountMailTemplate } from './mail/account-mail.js';

/** What the row of a mail about an account holds. */
interface AccountFacts {
  at: string;
  resetId?: string;
  expiresAt?: string;
  failures?: number;
}

/** The facts of the row with the name and the links, which no row holds: a reset link opens the account. */
export function accountMailData(
  template: AccountMailTemplate,
  row: { data: object; name: string | null },
  baseUrl: string,
  secrets: Secrets,
): AccountMailData {
  const { at, resetId, expiresAt, failures } = row.data as AccountFacts;
  const forgotUrl = `${baseUrl}/forgot-password`;
  const facts = { name: row.name, at, expiresAt, failures };
  switch (template) {
    case 'password_reset': {
      if (resetId === undefined) throw new Error('The mail names no reset.');
      const token = passwordResetToken(secrets.portalKey('password-reset'), resetId);
      return { ...facts, actionUrl: `${baseUrl}/reset-password/${token}` };
    }
    case 'password_changed':
      return { ...facts, actionUrl: `${baseUrl}/sign-in`, forgotUrl };
    case 'sign_in_attempts':
      return { ...facts, actionUrl: forgotUrl };
  }
}
