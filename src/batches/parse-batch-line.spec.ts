import { describe, expect, it } from '@jest/globals';
import { parseBatchLine } from './parse-batch-line.js';

const id = '0199A1B2-c3d4-7e5f-8a6b-000000000001';
const codesOf = (cells: Record<string, unknown>): string[] =>
  parseBatchLine({ line: 2, cells }).codes;

describe('a line of a batch', () => {
  it('takes what the API takes, with its defaults', () => {
    expect(
      parseBatchLine({ line: 2, cells: { subscriptionId: ` ${id} `, reasonCode: 'unused' } }),
    ).toEqual({
      line: 2,
      externalRef: null,
      codes: [],
      request: {
        ...{ subscriptionId: id.toLowerCase(), serviceTag: null, planCode: null },
        ...{ reasonCode: 'unused', kind: 'ordinary', effective: null, wishedEnd: null },
        ...{ ground: null, comment: null },
      },
    });
  });

  it('reads a Service Tag as people write it', () => {
    const cells = { serviceTag: 'abc123', planCode: 'premium_support', reasonCode: 'unused' };
    expect(parseBatchLine({ line: 2, cells }).request).toMatchObject({ serviceTag: 'ABC123' });
  });

  it.each([
    [{}, ['missing_subscription_id', 'missing_reason_code']],
    [{ serviceTag: 'ABC123', reasonCode: 'unused' }, ['missing_plan_code']],
    [{ planCode: 'x1', reasonCode: 'unused' }, ['missing_service_tag']],
    [{ serviceTag: 'A-1', planCode: 'x1', reasonCode: 'unused' }, ['invalid_service_tag']],
    [
      { subscriptionId: 'x', reasonCode: 'why' },
      ['invalid_subscription_id', 'invalid_reason_code'],
    ],
    [{ subscriptionId: id, reasonCode: 'unused', kind: 'extraordinary' }, ['missing_ground']],
    [{ subscriptionId: id, reasonCode: 'unused', kind: 'Ordinary' }, ['invalid_kind']],
    [{ subscriptionId: id, reasonCode: 'unused', wishedEnd: '2027-01-01' }, ['invalid_wished_end']],
    [{ subscriptionId: id, reasonCode: 'unused', comment: 'a\0b' }, ['invalid_comment']],
    [{ subscriptionId: id, reasonCode: 'unused', comment: '\ud800' }, ['invalid_comment']],
    [{ subscriptionId: id, reasonCode: 'unused', comment: ['a'] }, ['invalid_comment']],
    [
      { subscriptionId: id, reasonCode: 'unused', externalRef: 'x'.repeat(256) },
      ['too_long_external_ref'],
    ],
  ])('tells all that is wrong: %j', (cells, codes) => {
    expect(codesOf(cells)).toEqual(codes);
  });

  it('passes on what could not be read as a line', () => {
    const error = { line: 7, code: 'wrong_cell_count', message: '' };
    expect(parseBatchLine({ line: 7, error })).toEqual({
      ...{ line: 7, externalRef: null, request: null, codes: ['wrong_cell_count'] },
    });
  });
});
