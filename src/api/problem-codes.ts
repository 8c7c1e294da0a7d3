/** The codes that programs meet in `code`, for the reading page; a problem's `type` points there. */
export const problemCodes: ReadonlyMap<string, string> = new Map([
  ['malformed', '400. The request could not be read: not JSON, not UTF-8, or nested too deeply.'],
  ['unauthenticated', '401. The key is missing, unknown or revoked.'],
  ['missing_scope', '403. The key lacks the scope of the call.'],
  ['forbidden', '403. Not from here.'],
  ['not_found', '404. It does not exist, or it is not yours.'],
  ['already_cancelled', '409. The subscription is cancelled already.'],
  ['already_requested', '409. A cancellation is open; its id is in cancellationId.'],
  ['state_conflict', '409. The present state of the cancellation forbids it.'],
  ['idempotency_in_flight', '409. The first call with this Idempotency-Key is still running.'],
  ['too_large', '413. The body is larger than 256 kB.'],
  ['unsupported_media_type', '415. The body must be application/json in UTF-8.'],
  ['invalid_input', '422. Well-formed but invalid; errors names each value and what is wrong.'],
  ['idempotency_key_reused', '422. The Idempotency-Key was used for another request.'],
  ['rate_limited', '429. Too many requests; Retry-After says when to come back.'],
  ['internal_error', '500. Our fault; the log has it under instance.'],
  ['unavailable', '503. Not now; Retry-After says when to come back.'],
]);
