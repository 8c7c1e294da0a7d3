import { describe, expect, it } from '@jest/globals';
import { readDeclarationForm, type FormValues } from './declaration-form.js';

const now = new Date('2026-06-10T09:00:00Z');
const read = (values: FormValues, groundRequired = false) =>
  readDeclarationForm(values, { groundRequired, now, timeZone: 'Europe/Warsaw' });

describe('readDeclarationForm', () => {
  it('takes an empty form for a declaration without reasons', () => {
    expect(read({})).toEqual({
      declaration: {
        quote: null,
        reason: { code: 'other', comment: null },
        ground: null,
        wishedEnd: null,
        submissionKey: null,
      },
      faults: {},
    });
  });

  it.each([
    ['unused', 'unused'],
    ['', 'other'],
    ['constructor', 'other'],
    ['<script>', 'other'],
  ])('reads the reason %p as %s', (reason, code) => {
    expect(read({ reason }).declaration.reason.code).toBe(code);
  });

  it.each([
    ['2026-06-10', '2026-06-10T21:59:59.999Z', undefined],
    ['2026-12-31', '2026-12-31T22:59:59.999Z', undefined],
    ['', null, undefined],
    ['2026-06-09', null, 'past'],
    ['2026-02-30', null, 'no_date'],
    ['10.06.2026', null, 'no_date'],
    ['2099-01-01', null, 'no_date'],
  ])('reads the day %p as %p, fault %p', (wishedEnd, instant, fault) => {
    const { declaration, faults } = read({ wishedEnd });
    expect(declaration.wishedEnd?.toISOString() ?? null).toBe(instant);
    expect(faults.wishedEnd).toBe(fault);
  });

  it('asks for a ground only where one is due, and drops it elsewhere', () => {
    expect(read({ ground: ' ' }, true).faults).toEqual({ ground: 'required' });
    expect(read({ ground: 'no service' }, true).declaration.ground).toBe('no service');
    expect(read({ ground: 'no service' }).declaration.ground).toBeNull();
  });

  it('keeps markup as it is and refuses what is too long', () => {
    const comment = '<img src=x onerror=alert(1)> {{name}} $t(portal:x)';
    expect(read({ comment }).declaration.reason.comment).toBe(comment);
    expect(read({ comment: 'a\0b\ud800' }).declaration.reason.comment).toBe('ab\ufffd');
    expect(read({ comment: 'x'.repeat(2_001) }).faults).toEqual({ comment: 'too_long' });
  });

  it('takes only a UUID for the key of a submission', () => {
    const submission = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(read({ submission }).declaration.submissionKey).toBe(submission);
    expect(read({ submission: "' or 1=1" }).declaration.submissionKey).toBeNull();
  });
});
