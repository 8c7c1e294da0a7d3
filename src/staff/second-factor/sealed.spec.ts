import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from './sealed.js';

const key = randomBytes(32);

describe('sealed texts', () => {
  it('open with the same key, about the same', () => {
    const sealed = seal(key, 'a secret, ąę', 'anna');
    expect(unseal(key, sealed, 'anna')).toBe('a secret, ąę');
    expect(sealed.includes('secret')).toBe(false);
    expect(seal(key, 'a secret, ąę', 'anna')).not.toEqual(sealed);
  });

  it('open in no other way', () => {
    const sealed = seal(key, 'a secret', 'anna');
    expect(unseal(key, sealed, 'jan')).toBeNull();
    expect(unseal(randomBytes(32), sealed, 'anna')).toBeNull();
    expect(unseal(key, sealed.subarray(0, 20), 'anna')).toBeNull();
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, changed, 'anna')).toBeNull();
    }
  });
});
