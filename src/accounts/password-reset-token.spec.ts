import { describe, expect, it } from '@jest/globals';
import { newId } from '../shared/ids.js';
import { passwordResetToken, readPasswordResetToken } from './password-reset-token.js';

const KEY = 'a key of the tests';

describe('tokens of reset links', () => {
  it('open their own row, and fit into an address', () => {
    const id = newId();
    const token = passwordResetToken(KEY, id);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(readPasswordResetToken(KEY, token)).toBe(id);
  });

  it('open nothing when one character differs, of the id or of the signature', () => {
    const token = passwordResetToken(KEY, newId());
    for (let at = 0; at < token.length; at += 1) {
      const other = token.charAt(at) === '0' ? '1' : '0';
      const altered = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      expect(readPasswordResetToken(KEY, altered)).toBeNull();
    }
  });

  it('open nothing under another key, cut short, or made up', () => {
    const id = newId();
    const token = passwordResetToken(KEY, id);
    for (const wrong of [
      passwordResetToken('another', id),
      id,
      `${id}.`,
      token.slice(0, -1),
      `${token}x`,
      '',
      '.',
      'é.é',
    ]) {
      expect(readPasswordResetToken(KEY, wrong)).toBeNull();
    }
  });
});
