import { describe, expect, it } from '@jest/globals';
import { lines, oneLine, webAddress } from './mail-cleaning.js';

describe('mail cleaning', () => {
  it('makes one harmless line of anything', () => {
    expect(oneLine('  Anna\r\nBcc: x@example.com\u2028\0\tK. ')).toBe('Anna Bcc: x@example.com K.');
    expect(oneLine('a\u202Eb\u2066c')).toBe('abc');
    expect(oneLine('\ud800')).toBe('\ufffd');
    expect([...oneLine('😀'.repeat(500))]).toHaveLength(200);
    expect(oneLine('x'.repeat(200))).toBe('x'.repeat(200));
  });

  it('keeps the lines of a message and nothing around them', () => {
    expect(lines('\n one \r\n\r\n\r\n\r\ntwo\0\n')).toEqual(['one', '', 'two']);
    expect(lines(' \n ')).toEqual([]);
  });

  it('links to the web only', () => {
    expect(webAddress('https://desk.example/c/1?a=1')).toBe('https://desk.example/c/1?a=1');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', '/relative', '', null]) {
      expect(webAddress(bad)).toBeNull();
    }
  });
});
