import { isUuid } from '../shared/ids.js';

const KEY = /^[A-Za-z0-9_-]{43}$/;

/**
 * The path of a declaration's receipt, to be put behind the desk's own address. It opens the receipt
 * to whoever knows it, so it goes to nobody but the declarant; 122 bits of it are random.
 */
export function receiptAddress(declarationId: string, secret: string): string {
  const key = Buffer.concat([uuidBytes(declarationId), uuidBytes(secret)]);
  return `/receipts/${key.toString('base64url')}`;
}

/** What a key in an address says, before it is known whether it is right; null for no key at all. */
export function readReceiptKey(key: string): { declarationId: string; secret: Buffer } | null {
  if (!KEY.test(key)) return null;
  const bytes = Buffer.from(key, 'base64url');
  // The last character has two bits to spare: there is one address for a receipt, not four.
  if (bytes.toString('base64url') !== key) return null;
  const hex = bytes.subarray(0, 16).toString('hex');
  const declarationId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { declarationId, secret: bytes.subarray(16) };
}

/**
 * The 16 bytes of an id.
 * @throws RangeError for a text that is none
 */
export function uuidBytes(id: string): Buffer {
  if (!isUuid(id)) throw new RangeError('An id of 36 characters is expected.');
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
