/**
 * What a role sees of a person it has no need to know: enough to tell rows apart, too little to
 * know whom. Never reversible.
 */

/** `Anna Kowalska` becomes `A… K…`. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => `${[...part][0]}…`)
    .join(' ');
}

/** `anna.kowalska@example.com` becomes `a…@e….com`; what is no address shows nothing. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return '…';
  const domain = email.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const ending = dot > 0 ? domain.slice(dot) : '';
  return `${[...email][0]}…@${[...domain][0] ?? ''}…${ending}`;
}

/** Free text of a customer: only that there is some. */
export function maskText(text: string): string {
  return text === '' ? '' : '…';
}
