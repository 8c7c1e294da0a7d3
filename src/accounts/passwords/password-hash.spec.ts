import { describe, expect, it } from '@jest/globals';
import { hashPassword, isPassword } from './password-hash.js';

describe('password hashes', () => {
  it('are argon2id with the parameters of OWASP, each with a salt of its own', async () => {
    const [one, other] = await Promise.all([
      hashPassword('a password'),
      hashPassword('a password'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it('fit their password alone, however its letters are composed', async () => {
    const kept = await hashPassword('zażółć gęślą');
    expect(await isPassword('zażółć gęślą'.normalize('NFD'), kept)).toBe(true);
    expect(await isPassword('zażółć gęśla', kept)).toBe(false);
    expect(await isPassword('', kept)).toBe(false);
  });

  it('fit nothing where there is none', async () => {
    expect(await isPassword('a password', null)).toBe(false);
  });
});
