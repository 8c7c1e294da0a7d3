/** Nobody is kept waiting longer, whatever is preferred. */
export const MAX_WAIT_SECONDS = 30;

/**
 * The seconds of `wait` in a Prefer header (RFC 7240), at most 30; null when it is not asked for. A
 * preference that cannot be read is none: the RFC wants it ignored.
 */
export function preferredWait(header: string | undefined): number | null {
  for (const preference of (header ?? '').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_WAIT_SECONDS);
  }
  return null;
}
