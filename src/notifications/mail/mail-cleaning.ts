/** Longer than any honest name, plan or number; what goes beyond is cut. */
const MAX_LINE = 200;

/** Controls that reorder the text around them, so that a name could disguise what follows it. */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/g;

/** Foreign text as one harmless line: no line break reaches a subject or fakes a row. */
export function oneLine(value: string): string {
  const line = value
    .toWellFormed()
    .replace(REORDERING, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const symbols = [...line];
  return symbols.length > MAX_LINE ? `${symbols.slice(0, MAX_LINE - 1).join('')}…` : line;
}

/** Foreign text as its lines, blank ones within kept once, none at either end. */
export function lines(value: string): string[] {
  const cleaned = value
    .toWellFormed()
    .replace(REORDERING, '')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/\p{Cc}+/gu, ' ').trimEnd());
  return cleaned
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n')
    .filter((line, _at, all) => all.length > 1 || line !== '');
}

/** An http or https address as it is, null for everything that a mail must not link to. */
export function webAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  return ['http:', 'https:'].includes(new URL(address).protocol) ? new URL(address).href : null;
}
