import { describe, expect, it } from '@jest/globals';
import {
  canMove,
  cancellationStates,
  checkTransitions,
  finalStates,
  initialState,
  isOpen,
  transitions,
} from './cancellation-state.js';

describe('the transition table', () => {
  it('is sound', () => {
    expect(() => checkTransitions(transitions, initialState, finalStates)).not.toThrow();
  });

  it.each([
    ['an unknown state', { a: ['b', 'x'], b: [] }, 'unknown state x'],
    ['an unreachable state', { a: ['b'], b: [], c: ['b'] }, 'c cannot be reached'],
    ['a dead end', { a: ['b', 'c'], b: [], c: [] }, 'c is a dead end'],
  ])('stops the boot for %s', (_name, table, message) => {
    expect(() => checkTransitions(table, 'a', ['b'])).toThrow(message);
  });

  const allowed = new Set(
    `requested>completed requested>scheduled requested>in_review requested>rejected requested>failed
     requested>revoked in_review>completed in_review>scheduled in_review>rejected in_review>failed
     in_review>revoked scheduled>completed scheduled>failed scheduled>revoked failed>requested
     failed>in_review failed>scheduled failed>rejected failed>revoked`.split(/\s+/),
  );
  it.each(
    cancellationStates.flatMap((from) => cancellationStates.map((to) => [from, to] as const)),
  )('%s to %s', (from, to) => {
    expect(canMove(from, to)).toBe(allowed.has(`${from}>${to}`));
  });

  it('holds the open place exactly where something may still follow', () => {
    expect(cancellationStates.filter(isOpen)).toEqual([
      'requested',
      'in_review',
      'scheduled',
      'failed',
    ]);
  });
});
