import { hash, verify, type Algorithm } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice.
 * The number is `Algorithm.Argon2id`, a const enum that separately compiled files cannot read.
 */
const OPTIONS = {
  algorithm: 2 as Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** The hash of a random password that nobody has: what no account has costs as much to check. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$1Iez6CShBNMzOpK/TeSGRg$bi2Kd68gjeSPKFOdobqVZFwgFZfkbOUGP+HozG7VCuE';

/** Longer ones are nobody's password; they are not worth the time of normalising. */
const LONGEST = 1_000;

/** One password, however a keyboard composes its letters (NIST SP 800-63B, 3.1.1.2). */
export function normalised(password: string): string {
  return password.slice(0, LONGEST).normalize('NFKC');
}

/** The hash to keep, in PHC form with its parameters and salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), OPTIONS);
}

/** Whether it is the password of the hash; without a hash it is not, after the same time. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const right = await verify(kept ?? NOBODYS_HASH, normalised(password));
  return right && kept !== null;
}
