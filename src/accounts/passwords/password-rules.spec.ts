import { describe, expect, it } from '@jest/globals';
import { passwordFault } from './password-rules.js';

const anna = { name: 'Anna Kowalska', email: 'anna.kowalska@example.com' };

describe('passwordFault', () => {
  it.each([
    ['too_short', ''],
    ['too_short', 'abcdefghi'],
    ['too_short', '🙂🙃🙂🙃🐦🐤🐣🐥🐔'],
    ['too_long', `${'long enough '.repeat(16)}123456789`],
    ['too_common', '1234567890'],
    ['too_common', 'PassWord1234'],
    ['too_common', 'qwertyuiop'],
    ['too_common', 'aaaaaaaaaaaaaaaa'],
    ['too_common', 'ababababababab'],
    ['personal', 'annakowalska'],
    ['personal', 'Anna Kowalska'],
    ['personal', 'kowalska-anna'],
    ['personal', 'Anna.Kowalska@example.com'],
    ['personal', 'AnnaKowalska1990!'],
    ['personal', 'ＡｎｎａKowalska'],
  ])('refuses as %s: %s', (fault, password) => {
    expect(passwordFault(password, anna)).toBe(fault);
  });

  it.each(
    [
      'ten chars!',
      'correct horse battery staple',
      '          spaces  count too',
      'zażółć gęślą jaźń',
      '31415926535',
      'annakowalska likes storms',
      'x'.repeat(190) + ' and 6 more',
    ].map((password) => password.slice(0, 200)),
  )('takes %s', (password) => {
    expect(passwordFault(password, anna)).toBeNull();
  });

  it('does not call every password personal for an owner of few letters', () => {
    const owner = { name: '李', email: '1@x.y' };
    expect(passwordFault('9876-5432-1098', owner)).toBeNull();
  });
});
