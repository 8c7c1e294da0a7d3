import { describe, expect, it } from '@jest/globals';
import { browserName } from './browser-name.js';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/140 Safari/537.36';

describe('browserName', () => {
  it.each([
    [CHROME, 'Chrome, Linux'],
    [`${CHROME} Edg/140.0`, 'Edge, Linux'],
    ['Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604', 'Safari, iOS'],
    ['curl/8', 'curl/8'],
    ['', '–'],
  ])('of %j is %s', (userAgent, name) => expect(browserName(userAgent)).toBe(name));
});
