import { describe, expect, it } from '@jest/globals';
import { defaultPolicyDocument } from '../cancellations/policy-document.js';
import { comparePolicies } from './compare-policies.js';

describe('comparePolicies', () => {
  it('finds nothing between equals, however their keys are ordered', () => {
    expect(comparePolicies(defaultPolicyDocument, { ...defaultPolicyDocument })).toEqual([]);
    expect(comparePolicies({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  it('names what differs, what is gone and what is new', () => {
    const before = { limits: { agent: 500, old: 1 }, byPlan: { 'a/b~c': { IN: 30 } } };
    const after = { limits: { agent: 600 }, byPlan: { 'a/b~c': { IN: 30, PL: 5 } } };
    expect(comparePolicies(before, after)).toEqual([
      { pointer: '/byPlan/a~1b~0c/PL', after: 5 },
      { pointer: '/limits/agent', before: 500, after: 600 },
      { pointer: '/limits/old', before: 1 },
    ]);
  });

  it('tells null and texts from numbers', () => {
    expect(comparePolicies({ a: 1, b: null }, { a: '1', b: 0 })).toEqual([
      { pointer: '/a', before: 1, after: '1' },
      { pointer: '/b', before: null, after: 0 },
    ]);
  });
});
