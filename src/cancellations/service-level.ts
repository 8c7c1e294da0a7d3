import type { CancellationKind } from './cancellation-facts.js';

const HOUR_MS = 3_600_000;

/** Whether a code says that more is at stake than usual: many contracts at once, or much money. */
const URGENT_CODES: readonly string[] = ['unusual_volume', 'refund_over_limit'];

/**
 * Hours from the receipt within which a person decides. A ground for cause and a withdrawal are rights
 * that run out: 4; what is over a limit of volume or money: 8; everything else: 24.
 * @param codes of the rules that brought it to people or hold its refund
 */
export function serviceLevelHours(kind: CancellationKind, codes: readonly string[]): number {
  if (kind !== 'ordinary') return 4;
  return codes.some((code) => URGENT_CODES.includes(code)) ? 8 : 24;
}

/** When the service level asks for a decision, RFC 3339 in UTC. */
export function reviewDueAt(
  requestedAt: string,
  kind: CancellationKind,
  codes: readonly string[],
): string {
  const hours = serviceLevelHours(kind, codes);
  return new Date(Date.parse(requestedAt) + hours * HOUR_MS).toISOString();
}
