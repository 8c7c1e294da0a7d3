import { describe, expect, it } from '@jest/globals';
import { nextPage } from './next-page.js';

describe('where the sign-in of the console leads', () => {
  it.each(['/admin', '/admin/pages/people?a=b', '/admin?x=1', '/admin/queues'])(
    'on: %s',
    (wished) => expect(nextPage(wished)).toBe(wished),
  );

  it.each([
    '/administer',
    '/account',
    '/admin/login',
    '/admin/login/second-factor?next=/admin',
    '/admin/api/me',
    '//evil.example/admin',
    '/admin/..//evil.example',
    'https://evil.example/admin',
    undefined,
    '',
  ])('nowhere: %j', (wished) => expect(nextPage(wished)).toBeNull());
});
