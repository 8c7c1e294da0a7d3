/** Crockford's base32 alphabet: 32 letters and digits without I, L, O and U. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Multiplication by 2 in GF(32) modulo x^5 + x^2 + 1. */
function double(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? (shifted ^ 0b100101) & 31 : shifted;
}

/**
 * The check symbol of seven base32 symbols: a weighted sum over the field GF(32), with weights that
 * differ by position, so that one wrong symbol and two swapped ones are always noticed.
 */
export function checkSymbol(symbols: string): string {
  let sum = 0;
  for (const symbol of symbols) {
    sum = double(sum ^ CROCKFORD.indexOf(symbol));
  }
  return CROCKFORD.charAt(sum);
}

/** Reads what a person typed: lower case, I, L and O as 1, 1 and 0, spaces and dashes anywhere. */
export function normaliseSymbols(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}
