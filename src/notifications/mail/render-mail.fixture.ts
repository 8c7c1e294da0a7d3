import type { MailContext, MailData } from './mail-data.js';

export const REFERENCE = 'CXL-7K0M4QZ8';

export function someData(change: Partial<MailData> = {}): MailData {
  return {
    name: 'Anna Kowalska',
    reference: REFERENCE,
    planName: 'Premium Support',
    serviceTags: ['ABC1234', '7XY0Z12'],
    orderNumber: 'ORD-100200',
    kind: 'ordinary',
    requestedAt: '2027-03-14T12:05:00Z',
    effectiveAt: '2027-04-10T10:00:00Z',
    wishedEnd: null,
    reasonCodes: [],
    staffMessage: null,
    refund: { amount: 119900, currency: 'EUR', state: 'pending' },
    creditNote: null,
    statusUrl: 'https://desk.example/cancellations/abc',
    revokeUrl: 'https://desk.example/revoke/xyz',
    ...change,
  };
}

export function someContext(locale = 'en', timeZone = 'Europe/Warsaw'): MailContext {
  const brand = {
    name: 'Support Store',
    supportEmail: 'help@desk.example',
    supportPhone: '+48 22 123',
  };
  return { locale, timeZone, brand };
}

/** What a reader of the HTML sees, as one line. */
export function seen(html: string): string {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#x27': "'",
  };
  return flat(
    html
      .replace(/<(style|title)\b.*?<\/\1>/gs, '')
      .replace(/<(?!\/?(?:b|span|bdi|a)\b)[^>]*>/g, ' ')
      .replace(/<[^>]*>/g, '')
      .replace(/&([^;\s]+);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

const WIDE = '[\\u2e80-\\u9fff\\uff01-\\uff60]';
const CUT = new RegExp(`(?<=${WIDE})\\n *(?=${WIDE})`, 'g');

/** A text as one line: no quote marks, no marks of direction, Japanese sentences whole again. */
export function flat(text: string): string {
  return text
    .replace(/[\u200f\u2066-\u2069]/g, '')
    .replace(/^> ?/gm, '')
    .replace(CUT, '')
    .replace(/[ \n]+/g, ' ');
}
