import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/shared/domain-error.js';
import { conditionOf, type GivenFilters } from './record-query.js';
import { findRecordType, recordTypes } from './record-types.js';
import type { RecordType } from './record-type.js';

const typeOf = (name: string): RecordType => {
  const type = findRecordType(name);
  if (type === undefined) throw new Error(`There are no records ${name}.`);
  return type;
};
const faults = (type: string, given: GivenFilters): string[] => {
  try {
    conditionOf(typeOf(type), given);
  } catch (error) {
    if (error instanceof DomainError) return (error.extra.errors ?? []).map((e) => e.code);
    throw error;
  }
  return [];
};

describe('conditionOf', () => {
  it('binds every value, whatever stands in it', () => {
    const value = `x' or 1=1 --`;
    const { where, parameters } = conditionOf(typeOf('cancellations'), { reference: value });
    expect(where).toBe('(r.reference = upper($1))');
    expect(parameters).toEqual([value]);
  });

  it('joins filters, and numbers their values', () => {
    const { where, parameters } = conditionOf(typeOf('cancellations'), {
      state: 'failed',
      door: 'api',
      requestedAt: { from: '2026-11-01', to: '2026-11-02T00:00:00Z' },
    });
    expect(where).toBe(
      '(r.state = $1) and (r.door = $2) and r.requested_at >= $3::timestamptz and r.requested_at < $4::timestamptz',
    );
    expect(parameters).toEqual([
      'failed',
      'api',
      '2026-11-01T00:00:00.000Z',
      '2026-11-02T00:00:00.000Z',
    ]);
  });

  it.each<[string, GivenFilters, string[]]>([
    ['cancellations', { colour: 'red' }, ['unknown_filter']],
    ['cancellations', { state: 'lost' }, ['wrong_value']],
    ['cancellations', { subscriptionId: '1' }, ['wrong_value']],
    ['cancellations', { door: 'api', kind: 'ordinary' }, []],
    ['decisions', { outcome: 'reject' }, ['filter_too_wide']],
    ['cancellations', { door: 'api', state: 'failed' }, []],
    ['cancellations', { requestedAt: 'yesterday' }, ['wrong_value']],
    ['cancellations', { requestedAt: { from: 'yesterday' } }, ['wrong_value']],
    ['cancellations', { requestedAt: {} }, ['wrong_value']],
    ['accounts', { email: 'a'.repeat(400) }, ['wrong_value']],
    ['accounts', { email: 'a\0b' }, ['wrong_value']],
    ['audit', { action: 'staff.signed_in' }, ['filter_too_wide']],
    ['audit', { action: 'staff.signed_in', at: { from: '2026-11-25' } }, []],
  ])('%s by %j: %j', (type, given, codes) => expect(faults(type, given)).toEqual(codes));

  it('is everything without a filter', () => {
    expect(conditionOf(typeOf('audit'), {})).toEqual({ where: 'true', parameters: [] });
  });
});

describe('record types', () => {
  it.each(recordTypes.map((type) => [type.name, type] as const))('%s fits together', (_, type) => {
    const names = type.fields.map((field) => field.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(type.title);
    for (const field of type.fields) {
      if (field.links !== undefined) expect(findRecordType(field.links)).toBeDefined();
      if (field.kind === 'money') expect(field.currency).toBeDefined();
    }
  });
});
