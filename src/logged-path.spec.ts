import { describe, expect, it } from '@jest/globals';
import { loggedPath } from './logged-path.js';

describe('loggedPath', () => {
  it.each([
    ['/v1/cancellations?accountEmail=anna@example.com', '/v1/cancellations'],
    ['/reset-password/0193.secret', '/reset-password/…'],
    ['/admin/set-password/secret?lang=pl', '/admin/set-password/…'],
    ['/receipts/secret/pdf', '/receipts/…'],
    ['/take-back/secret?lang=pl', '/take-back/…'],
    ['/forgot-password', '/forgot-password'],
    ['/a\u001b[31m"b', '/a31mb'],
  ])('of %j is %s', (address, path) => {
    expect(loggedPath(address)).toBe(path);
  });
});
