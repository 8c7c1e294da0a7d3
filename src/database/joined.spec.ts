import { describe, expect, it } from '@jest/globals';
import { joined, joinedColumn, joinedJson } from './joined.js';

describe('columns as one text', () => {
  it('keep their order, and null apart from every text', () => {
    expect(joined(['a', null, '{"b":"-\\n"}'])).toBe('a\n-\n{"b":"-\\n"}');
    expect(joined([])).toBe('');
  });

  it('hold values as JSON on one line each, and what is none as null', () => {
    expect(joinedJson([{ a: 'b\nc' }, null, undefined, 0, false])).toBe(
      '{"a":"b\\nc"}\n-\n-\n0\nfalse',
    );
  });

  it('are read as an array of their type', () => {
    expect(joinedColumn('$1', 'text')).toBe(String.raw`string_to_array($1, e'\n', '-')`);
    expect(joinedColumn('$2', 'uuid')).toBe(String.raw`string_to_array($2, e'\n', '-')::uuid[]`);
  });
});
