import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^desk_[A-Za-z0-9_-]{43}$/;

/** A new key: `desk_` and 256 random bits, so a plain hash of it needs no salt and no stretching. */
export function newToken(): string {
  return `desk_${randomBytes(32).toString('base64url')}`;
}

/** What is stored and looked up of a key. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The key in an `Authorization` header; null when there is none that could be one of ours. */
export function bearerToken(header: string | undefined): string | null {
  const [scheme, token, ...rest] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || rest.length > 0) return null;
  return token !== undefined && TOKEN.test(token) ? token : null;
}
