import { commonPasswords } from './common-passwords.js';

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;
/** Below this many different characters it is a pattern, e.g. `aaaaaaaaaa` or `abababababab`. */
const FEWEST_DIFFERENT = 4;
/** Parts of a name that are shorter stand in too many good passwords. */
const SHORTEST_PART = 4;

export type PasswordFault = 'too_short' | 'too_long' | 'too_common' | 'personal';

/** Whose password it shall be. */
export interface PasswordOwner {
  name: string;
  email: string;
}

/**
 * Why a password cannot be taken, or null. Length counts and being guessed first counts; which kinds
 * of characters there are does not (NIST SP 800-63B, 3.1.1.2).
 */
export function passwordFault(password: string, owner: PasswordOwner): PasswordFault | null {
  const normal = password.normalize('NFKC');
  const length = [...normal].length;
  if (length < SHORTEST_PASSWORD) return 'too_short';
  if (length > LONGEST_PASSWORD) return 'too_long';
  const plain = normal.toLowerCase();
  if (commonPasswords.has(plain) || new Set(plain).size < FEWEST_DIFFERENT) return 'too_common';
  return isPersonal(plain, owner) ? 'personal' : null;
}

/** The owner's own name or address, with or without what people append: `annakowalska1!`. */
function isPersonal(password: string, { name, email }: PasswordOwner): boolean {
  const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}]/gu, '');
  const [local = '', domain = ''] = email.split('@');
  const own = [name, [...name.split(/\s+/)].reverse().join(' '), email, local, `${local}${domain}`]
    .map(letters)
    .filter((part) => part.length >= SHORTEST_PART);
  return own.includes(letters(password));
}
