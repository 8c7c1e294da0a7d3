import { describe, expect, it } from '@jest/globals';
import { paceOf } from './pace.js';

const since = new Date('2026-11-26T09:00:00Z');
const after = (seconds: number): Date => new Date(since.getTime() + seconds * 1000);

describe('the pace of a piece of work', () => {
  it.each([
    { what: 'has not begun', done: 0, of: 10, seconds: 5, perSecond: null, secondsLeft: null },
    { what: 'is half done', done: 50, of: 100, seconds: 10, perSecond: 5, secondsLeft: 10 },
    { what: 'is slow', done: 1, of: 3, seconds: 30, perSecond: 0, secondsLeft: 60 },
    { what: 'rounds the rate', done: 1, of: 2, seconds: 3, perSecond: 0.3, secondsLeft: 3 },
    { what: 'rounds up what is left', done: 3, of: 4, seconds: 10, perSecond: 0.3, secondsLeft: 4 },
    { what: 'is over', done: 8, of: 8, seconds: 4, perSecond: 2, secondsLeft: 0 },
    { what: 'took no time', done: 8, of: 8, seconds: 0, perSecond: null, secondsLeft: 0 },
    { what: 'has just begun', done: 1, of: 8, seconds: 0, perSecond: null, secondsLeft: null },
    {
      what: 'is of a clock set back',
      done: 1,
      of: 8,
      seconds: -1,
      perSecond: null,
      secondsLeft: null,
    },
    { what: 'has nothing to do', done: 0, of: 0, seconds: 1, perSecond: null, secondsLeft: 0 },
  ])('of one that $what', ({ done, of, seconds, perSecond, secondsLeft }) => {
    expect(paceOf({ done, of, since, until: after(seconds) })).toEqual({ perSecond, secondsLeft });
  });
});
