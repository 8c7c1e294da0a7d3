/** Longer than any address of ours. */
const LONGEST = 1_000;
/** Any host: only whether the address leaves it matters. */
const HERE = 'http://desk.invalid';
/** Where nobody wants to come back to. */
const NEVER = /^\/(sign-in|sign-out|sign-out-everywhere|forgot-password|reset-password)(\/|$)/;

/**
 * Where to go after the sign-in: a path on this host with its query, or null for everything else,
 * above all for what browsers would read as another host (`//evil.example`, `/\evil.example`).
 */
export function nextAddress(wished: unknown): string | null {
  if (typeof wished !== 'string' || wished.length > LONGEST || !/^\/(?![/\\])/.test(wished)) {
    return null;
  }
  if (/[\p{Cc}\\]/u.test(wished) || !URL.canParse(wished, HERE)) return null;
  const { origin, pathname, search } = new URL(wished, HERE);
  // Dots may fold away: `/..//evil.example` becomes `//evil.example`.
  if (origin !== HERE || pathname.startsWith('//') || NEVER.test(pathname)) return null;
  return `${pathname}${search}`;
}

/** The page of sign-in that leads on to `wished` afterwards. */
export function signInAddress(wished: string | null): string {
  return wished === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wished)}`;
}
