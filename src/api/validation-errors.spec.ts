import { describe, expect, it } from '@jest/globals';
import { ValidationError } from 'class-validator';
import { jsonFaults } from './json-faults.js';
import { toFieldErrors } from './validation-errors.js';

function failed(property: string, more: Partial<ValidationError>): ValidationError {
  return Object.assign(new ValidationError(), { property, value: 1, ...more });
}

describe('toFieldErrors', () => {
  it('points into nested values, with the steps escaped', () => {
    const nested = failed('reason', {
      children: [failed('a/b~c', { constraints: { isString: 'must be a text' } })],
    });
    expect(toFieldErrors([nested])).toEqual([
      { pointer: '/reason/a~1b~0c', code: 'wrong_type', message: 'must be a text.' },
    ]);
  });

  it('tells one thing per value: that it is missing before what else that breaks', () => {
    const constraints = { isIn: 'x', isString: 'y', isDefined: 'z' };
    expect(toFieldErrors([failed('code', { value: undefined, constraints })])).toEqual([
      { pointer: '/code', code: 'required', message: 'code is required.' },
    ]);
    const present = { isIn: 'x', isString: 'y' };
    expect(toFieldErrors([failed('code', { value: 4, constraints: present })])[0]?.code).toBe(
      'wrong_type',
    );
  });

  it('names an unknown key', () => {
    const constraints = { whitelistValidation: 'property foo should not exist' };
    expect(toFieldErrors([failed('foo', { constraints })])).toEqual([
      { pointer: '/foo', code: 'unknown_key', message: 'foo is not known here.' },
    ]);
  });
});

describe('jsonFaults', () => {
  it('finds texts that cannot be stored and keys that would vanish', () => {
    const body: unknown = JSON.parse('{"a":["x\\u0000"],"b":"\\ud800","__proto__":{},"c":"😀"}');
    const found = jsonFaults(body)?.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(found?.sort()).toEqual([
      '/__proto__ unknown_key',
      '/a/0 invalid_text',
      '/b invalid_text',
    ]);
  });

  it('finds nothing wrong with an ordinary body', () => {
    expect(jsonFaults({ a: [1, null, true, { b: 'text' }] })).toEqual([]);
  });

  it('gives up on what is nested without end, without a stack overflow', () => {
    const depth = 100_000;
    expect(jsonFaults(JSON.parse('['.repeat(depth) + ']'.repeat(depth)))).toBeNull();
  });
});
