import { describe, expect, it } from '@jest/globals';
import { chooseCandidate, contractKey, isSameName, type Candidate } from './same-declarant.js';

describe('isSameName', () => {
  it.each([
    ['Anna Kowalska', 'anna kowalska'],
    ['Anna Kowalska', ' KOWALSKA,  Anna '],
    ['Łukasz Żółć', 'Lukasz Zolc'],
    ['Søren Ångström', 'soren angstrom'],
    ['Straße', 'STRASSE'],
    ['Anna-Maria Müller', 'Anna Maria Muller'],
    ["Seán O'Connor", 'Sean O Connor'],
    ['José Nuñez', 'Nun\u0303ez Jose\u0301'],
    ['山田 太郎', '山田太郎'],
    ['Ковальська Ганна', 'ганна ковальська'],
    ['van der Berg Jan', 'Jan van der Berg'],
  ])('%s is %s', (one, other) => {
    expect(isSameName(one, other)).toBe(true);
    expect(isSameName(other, one)).toBe(true);
  });

  it.each([
    ['Anna Kowalska', 'Anna Kowalski'],
    ['Anna Kowalska', 'Anna'],
    ['Anna Kowalska', 'Anna Anna Kowalska'],
    ['Anna Kowalska', 'Kowalska Anna Kowalska'],
    ['Anna Kowalska', ''],
    ['', ''],
    ['-', '.'],
    ['Anna Kowalska', '%'],
  ])('%s is not %s', (one, other) => {
    expect(isSameName(one, other)).toBe(false);
    expect(isSameName(other, one)).toBe(false);
  });
});

describe('contractKey', () => {
  it.each([
    [' abc1234 ', 'ABC1234'],
    ['abc 1234', 'ABC1234'],
    ['ＡＢＣ1234', 'ABC1234'],
    ['po-77/a', 'PO-77/A'],
  ])('of %s is %s', (typed, key) => {
    expect(contractKey(typed)).toBe(key);
  });
});

describe('chooseCandidate', () => {
  const one = (subscriptionId: string, status: Candidate['status']): Candidate => ({
    subscriptionId,
    accountId: 'a',
    accountName: 'Anna Kowalska',
    timeZone: 'Europe/Warsaw',
    status,
  });
  const chosen = (...candidates: Candidate[]): string | undefined =>
    chooseCandidate('anna kowalska', candidates)?.subscriptionId;

  it('takes the only one', () => {
    expect(chosen(one('s1', 'active'))).toBe('s1');
    expect(chosen(one('s1', 'cancelled'))).toBe('s1');
  });
  it('prefers what is left to end', () => {
    expect(chosen(one('s1', 'cancelled'), one('s2', 'active'), one('s3', 'ending'))).toBe('s2');
    expect(chosen(one('s1', 'expired'), one('s2', 'ending'))).toBe('s2');
  });
  it('takes none where it could be several, or none', () => {
    expect(chosen()).toBeUndefined();
    expect(chosen(one('s1', 'active'), one('s2', 'active'), one('s3', 'ending'))).toBeUndefined();
    expect(chosen(one('s1', 'cancelled'), one('s2', 'expired'))).toBeUndefined();
  });
  it("takes nobody else's", () => {
    const foreign = { ...one('s2', 'active'), accountName: 'Jan Nowak' };
    expect(chosen(foreign)).toBeUndefined();
    expect(chosen(foreign, one('s1', 'cancelled'))).toBe('s1');
  });
});
