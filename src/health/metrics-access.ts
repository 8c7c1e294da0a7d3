import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { Problem } from '../api/problem.js';

/** `::ffff:127.0.0.1` is how a socket that listens on both families names a caller of the old one. */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * Lets loopback read the metrics, or whoever has the token when one is set. A request that a proxy
 * passed on is not from loopback, although its socket may be: proxies are named by TRUST_PROXY.
 * @throws Problem 401 or 403
 */
export function mayReadMetrics(request: Request, token: string | undefined): void {
  if (token !== undefined) {
    if (sameText(request.get('Authorization') ?? '', `Bearer ${token}`)) return;
    throw new Problem(401, 'unauthenticated', 'Send the metrics token as Authorization: Bearer.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="metrics"' },
    });
  }
  const direct = request.socket.remoteAddress ?? '';
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => request.headers[name] !== undefined,
  );
  if (LOOPBACK.test(direct) && !passedOn) return;
  throw new Problem(403, 'forbidden', 'Without METRICS_TOKEN metrics are for this machine alone.');
}

/** Compares digests, so that neither the content nor the length shows in the time it takes. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
