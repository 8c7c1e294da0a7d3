import { isUuid } from '../shared/ids.js';

/** A version byte before the id, so that cursors of a later kind can be told apart. */
const VERSION = 1;

/** The opaque text that continues a list after the row of this id. */
export function encodeCursor(id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.of(VERSION), bytes]).toString('base64url');
}

/** The id in a cursor that we gave out; null for any other text. */
export function decodeCursor(cursor: string): string | null {
  if (!/^[A-Za-z0-9_-]{23}$/.test(cursor)) return null;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes[0] !== VERSION || bytes.length !== 17) return null;
  const id = bytes
    .subarray(1)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  // The last symbol carries spare bits: only the spelling that we give out is taken.
  return isUuid(id) && encodeCursor(id) === cursor ? id : null;
}
