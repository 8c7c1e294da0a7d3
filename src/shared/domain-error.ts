export interface FieldError {
  /** JSON pointer into the request, e.g. `/reason/code`. */
  pointer: string;
  code: string;
  message: string;
}

/** The kinds of refusal, each mapped to one HTTP status at the API's edge. */
export type DomainErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'too_many'
  | 'unavailable';

/** A refusal with a stable code, a text that says what to do, and nothing of the inside. */
export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly extra: { errors?: FieldError[]; [key: string]: unknown } = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** 404: it does not exist, or it is not yours; both look the same. */
export function notFound(what: string): DomainError {
  return new DomainError('not_found', 'not_found', `There is no such ${what}.`);
}

/** 409: the thing is in a state that forbids the act. */
export function stateConflict(message: string, extra: Record<string, unknown> = {}): DomainError {
  return new DomainError('conflict', 'state_conflict', message, extra);
}

/** 422: well-formed but invalid. */
export function invalid(errors: FieldError[]): DomainError {
  return new DomainError('invalid', 'invalid_input', errors.map((e) => e.message).join(' '), {
    errors,
  });
}

/** 429: too much for now; `retryAfterSeconds` says when to come back. */
export function tooMany(code: string, message: string, retryAfterSeconds: number): DomainError {
  return new DomainError('too_many', code, message, { retryAfterSeconds });
}

/** Whether an error is a refusal that the caller is told, and not a fault of ours. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
