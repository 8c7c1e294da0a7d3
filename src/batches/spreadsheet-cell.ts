/** Where a spreadsheet sees a formula, even behind blanks and quotes. */
const FORMULA = /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** A text that no spreadsheet runs as a formula. */
export function harmlessText(value: string): string {
  return FORMULA.test(value) ? `'${value}` : value;
}

/** A cell of a CSV file that no spreadsheet runs as a formula, quoted where it has to be (RFC 4180). */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = harmlessText(value);
  return /[",;\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
