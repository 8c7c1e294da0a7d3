import { describe, expect, it } from '@jest/globals';
import { nextAddress, signInAddress } from './next-address.js';

describe('nextAddress', () => {
  it.each(['/', '/account', '/digital-locker/subscriptions?page=2&q=a%20b', '/a/../account'])(
    'leads on to %s',
    (wished) => {
      expect(nextAddress(wished)).toBe(new URL(wished, 'http://x.invalid').href.slice(16));
    },
  );

  it.each([
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/\tevil',
    '/a\r\nSet-Cookie: x=y',
    '\t//evil.example',
    ' /account',
    'javascript:alert(1)',
    'account',
    '',
    '/sign-in?next=/account',
    '/sign-out',
    '/reset-password/abc',
    `/${'a'.repeat(1_000)}`,
    undefined,
    ['/account'],
  ])('leads nowhere for %j', (wished) => {
    expect(nextAddress(wished)).toBeNull();
  });

  it('is carried along by the sign-in', () => {
    expect(signInAddress('/account?a=b&c=d')).toBe('/sign-in?next=%2Faccount%3Fa%3Db%26c%3Dd');
    expect(signInAddress(null)).toBe('/sign-in');
  });
});
