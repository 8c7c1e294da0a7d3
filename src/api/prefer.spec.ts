import { describe, expect, it } from '@jest/globals';
import { preferredWait } from './prefer.js';

describe('preferredWait', () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, wait=5', 5],
    ['Wait = 7', 7],
    ['wait="3"; foo', 3],
    ['wait=0', 0],
    ['wait=999', 30],
    ['wait=4, wait=9', 4],
  ])('%p is %p seconds', (header, seconds) => expect(preferredWait(header)).toBe(seconds));

  it.each([undefined, '', 'respond-async', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon'])(
    '%p asks for no waiting',
    (header) => expect(preferredWait(header)).toBeNull(),
  );
});
