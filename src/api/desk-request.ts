import type { Request } from 'express';
import type { Caller } from '../access/visibility.js';

/** A request on its way through the API. */
export interface DeskRequest extends Request {
  /** Set first of all: the caller's own, when it is a sane one, or a new one. */
  id: string;
  /** The bytes of a JSON body, as they came: what an idempotency key is compared by. */
  rawBody?: Buffer;
  /** Set by `ApiKeyGuard`. */
  caller?: Caller;
}

/** The program behind a request on a guarded route. */
export function callerOf(request: DeskRequest): Caller {
  if (!request.caller) throw new Error('A route without ApiKeyGuard asked for its caller.');
  return request.caller;
}
