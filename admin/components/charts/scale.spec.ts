import { describe, expect, it } from '@jest/globals';
import { labelStep, ticksUpTo } from './scale.js';

describe('ticksUpTo', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [101, [0, 50, 100, 150]],
    [5_129, [0, 2_000, 4_000, 6_000]],
  ])('%d: %j', (most, ticks) => {
    expect(ticksUpTo(most)).toEqual(ticks);
  });

  it('reach the value with whole numbers, and are few', () => {
    for (let most = 0; most < 3_000; most += 7) {
      const ticks = ticksUpTo(most);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('labelStep', () => {
  it('leaves room for each label that is written', () => {
    expect(labelStep(48, 960, 20)).toBe(1);
    expect(labelStep(48, 960, 60)).toBe(3);
    expect(labelStep(48, 320, 60)).toBe(9);
    expect(labelStep(0, 320, 60)).toBe(1);
  });
});
