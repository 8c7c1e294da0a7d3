import { describe, expect, it } from '@jest/globals';
import { bearerToken, hashToken, newToken } from './api-key-token.js';

describe('API key tokens', () => {
  it('are desk_ and 43 symbols, each another, hashed to 32 bytes', () => {
    const [one, two] = [newToken(), newToken()];
    expect(one).toMatch(/^desk_[A-Za-z0-9_-]{43}$/);
    expect(one).not.toBe(two);
    expect(hashToken(one)).toHaveLength(32);
    expect(hashToken(one)).not.toEqual(hashToken(two));
  });

  it('are read from a Bearer header in any letter case of the scheme', () => {
    const token = newToken();
    expect(bearerToken(`Bearer ${token}`)).toBe(token);
    expect(bearerToken(`bearer ${token}`)).toBe(token);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Bearer desk_short', 'Basic abc', `${newToken()}`])(
    'are not found in %p',
    (header) => expect(bearerToken(header)).toBeNull(),
  );

  it('are not found with something behind them', () => {
    expect(bearerToken(`Bearer ${newToken()} more`)).toBeNull();
    expect(bearerToken(`Bearer ${newToken()}x`)).toBeNull();
  });
});
