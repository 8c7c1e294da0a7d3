import { describe, expect, it } from '@jest/globals';
import { comesFromUs } from './same-origin.js';

const HTTP = 'http://localhost:3000';
const HTTPS = 'https://desk.example';

describe('comesFromUs', () => {
  it.each([
    ['a program says nothing', {}, HTTP, true],
    ['our own page', { origin: HTTP, 'sec-fetch-site': 'same-origin' }, HTTP, true],
    [
      'our own page by another name of this machine',
      { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' },
      HTTP,
      true,
    ],
    ['behind a proxy that changes the host', { origin: HTTPS, host: 'inside:8080' }, HTTPS, true],
    ['loaded again by the person', { 'sec-fetch-site': 'none' }, HTTPS, true],
    [
      'a hidden origin on the same site',
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      HTTPS,
      true,
    ],
    ['a hidden origin', { origin: 'null' }, HTTPS, false],
    ['a foreign page', { origin: 'https://evil.example', host: 'desk.example' }, HTTPS, false],
    ['a foreign page by its site alone', { 'sec-fetch-site': 'cross-site' }, HTTPS, false],
    [
      'a page on a sister domain',
      { origin: 'https://shop.desk.example', 'sec-fetch-site': 'same-site', host: 'desk.example' },
      HTTPS,
      false,
    ],
    ['another port', { origin: 'http://localhost:4000', host: 'localhost:3000' }, HTTP, false],
    [
      'the same host without https',
      { origin: 'http://desk.example', host: 'desk.example' },
      HTTPS,
      false,
    ],
    ['no origin at all', { origin: 'nonsense', host: 'nonsense' }, HTTPS, false],
  ])('%s', (_title, headers, baseUrl, ours) => {
    expect(comesFromUs(headers, baseUrl)).toBe(ours);
  });
});
