import { describe, expect, it } from '@jest/globals';
import { newId } from '../shared/ids.js';
import { decodeCursor, encodeCursor } from './cursor.js';

describe('cursors', () => {
  it('come back as the id that they were made of', () => {
    for (let n = 0; n < 100; n += 1) {
      const id = newId();
      expect(decodeCursor(encodeCursor(id))).toBe(id);
      expect(encodeCursor(id)).toMatch(/^[A-Za-z0-9_-]{23}$/);
    }
  });

  it.each(['', 'x', newId(), 'A'.repeat(23), 'A'.repeat(24), "'; drop table x; --"])(
    'are refused when not ours: %p',
    (text) => expect(decodeCursor(text)).toBeNull(),
  );

  it('are refused in another spelling of the same bytes', () => {
    const cursor = encodeCursor('ffffffff-ffff-7fff-bfff-fffffffffffe');
    const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((last) => cursor.slice(0, -1) + last)
      .filter((text) => decodeCursor(text) === 'ffffffff-ffff-7fff-bfff-fffffffffffe');
    expect(spellings).toEqual([cursor]);
  });
});
