import { describe, expect, it } from '@jest/globals';
import { csvCell } from './spreadsheet-cell.js';

describe('a cell of the results', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+48 123', "'+48 123"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =HYPERLINK("x")', `"' =HYPERLINK(""x"")"`],
    ["'=1", "''=1"],
    ['\u{ff1d}1', "'\u{ff1d}1"],
    ['\tx', "'\tx"],
    ['\r=1', `"'\r=1"`],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['says "no"', '"says ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['order-7', 'order-7'],
    ['', ''],
  ])('writes %j as %j', (given, written) => {
    expect(csvCell(given)).toBe(written);
  });

  it('leaves our own numbers as they are, and nothing empty', () => {
    expect([csvCell(-1), csvCell(null)]).toEqual(['-1', '']);
  });
});
