import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../shared/ids.js';

/**
 * The token of a reset link: the row's id and its signature. The database holds the id alone, so
 * nobody who reads it can make a link.
 */
export function passwordResetToken(key: string, id: string): string {
  return `${id}.${sign(key, id)}`;
}

/** The id of the row that a token opens; null for everything that we did not make. */
export function readPasswordResetToken(key: string, token: string): string | null {
  const at = token.indexOf('.');
  const id = token.slice(0, Math.max(at, 0));
  if (!isUuid(id)) return null;
  const given = Buffer.from(token.slice(at + 1));
  const right = Buffer.from(sign(key, id));
  return given.length === right.length && timingSafeEqual(given, right) ? id : null;
}

function sign(key: string, id: string): string {
  return createHmac('sha256', key).update(id).digest('base64url');
}
