import { describe, expect, it } from '@jest/globals';
import { longest, readDeclarationFields, type TypedFields } from './declaration-fields.js';

const now = new Date('2026-06-10T09:30:00Z');
const typed: TypedFields = {
  name: 'Anna Kowalska',
  email: 'anna@example.com',
  contract: 'ABC1234',
};
const read = (change: TypedFields = {}, asked: 'cancel' | 'withdraw' = 'cancel') =>
  readDeclarationFields({ ...typed, ...change }, asked, now);

describe('readDeclarationFields', () => {
  it('takes what is needed, cleaned of what no keyboard types', () => {
    const { declaration, faults } = read({
      name: '  Anna\u0000  Kowalska\u2028 ',
      contract: ' abc1234\r\n',
      kind: 'nonsense',
      ground: 'never asked for',
    });
    expect(faults).toEqual({});
    expect(declaration).toEqual({
      declarant: { name: 'Anna Kowalska', email: 'anna@example.com', contract: 'abc1234' },
      kind: 'ordinary',
      ground: null,
      wishedEnd: null,
      submissionKey: null,
    });
  });

  it('asks for a ground where there has to be one', () => {
    expect(read({ kind: 'extraordinary' }).faults).toEqual({ ground: 'ground_missing' });
    const { declaration } = read({ kind: 'extraordinary', ground: ' It never\r\nworked. ' });
    expect(declaration).toMatchObject({ kind: 'extraordinary', ground: 'It never\nworked.' });
  });

  it('leaves out of a withdrawal what is no part of it', () => {
    const { declaration, faults } = read(
      { kind: 'extraordinary', ground: 'x', wishedEnd: 'x' },
      'withdraw',
    );
    expect(faults).toEqual({});
    expect(declaration).toMatchObject({ kind: 'withdrawal', ground: null, wishedEnd: null });
  });

  it.each<[keyof TypedFields, string | undefined, string | undefined]>([
    ['name', undefined, 'name_missing'],
    ['name', ' \u0000 ', 'name_missing'],
    ['name', '123', 'name_odd'],
    ['name', 'Visit https://evil.example', 'name_odd'],
    ['name', 'www.evil.example', 'name_odd'],
    ['name', 'Anna <b>', 'name_odd'],
    ['name', 'Ż'.repeat(longest.name), undefined],
    ['name', 'a'.repeat(longest.name + 1), 'too_long'],
    ['name', '山田 太郎', undefined],
    ['name', "Seán O'Connor-Smith, Jr.", undefined],
    ['email', '', 'email_missing'],
    ['email', 'anna', 'email_odd'],
    ['email', 'anna@example', 'email_odd'],
    ['email', 'anna@example.com, eve@example.com', 'email_odd'],
    ['email', '"a b"@example.com', 'email_odd'],
    ['email', 'anna+desk@mail.example.co.uk', undefined],
    ['email', `${'a'.repeat(250)}@example.com`, 'too_long'],
    ['contract', '', 'contract_missing'],
    ['contract', '<script>', 'contract_odd'],
    ['contract', 'https://evil.example', 'contract_odd'],
    ['contract', 'PO-77/A #3', undefined],
    ['contract', 'A'.repeat(longest.contract + 1), 'too_long'],
    ['wishedEnd', '2026-02-30', 'no_date'],
    ['wishedEnd', '15.08.2026', 'no_date'],
    ['wishedEnd', '9999-12-31', 'no_date'],
    ['wishedEnd', '2026-06-08', 'past'],
    ['wishedEnd', '2026-06-10', undefined],
  ])('says of %s %j: %s', (field, value, fault) => {
    expect(read({ [field]: value }).faults).toEqual(fault === undefined ? {} : { [field]: fault });
  });

  it('takes a ground of full length only', () => {
    const kind = 'extraordinary';
    expect(read({ kind, ground: 'a'.repeat(longest.ground) }).faults).toEqual({});
    expect(read({ kind, ground: 'a'.repeat(longest.ground + 1) }).faults).toEqual({
      ground: 'too_long',
    });
  });

  it('takes today for a day to come as long as it is today somewhere', () => {
    const early = new Date('2026-06-11T11:00:00Z');
    const late = new Date('2026-06-11T12:00:01Z');
    const faultsAt = (at: Date) =>
      readDeclarationFields({ ...typed, wishedEnd: '2026-06-10' }, 'cancel', at).faults;
    expect(faultsAt(early)).toEqual({});
    expect(faultsAt(late)).toEqual({ wishedEnd: 'past' });
    expect(read({ wishedEnd: '2026-08-15' }).declaration.wishedEnd).toEqual(
      new Date('2026-08-15T23:59:59.999Z'),
    );
  });

  it('keeps the key of the form, where it is one', () => {
    const key = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(read({ submission: key }).declaration.submissionKey).toBe(key);
    expect(read({ submission: 'x' }).declaration.submissionKey).toBeNull();
  });
});
