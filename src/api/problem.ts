import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError, type DomainErrorKind, type FieldError } from '../shared/domain-error.js';
import { isDatabaseDown } from './database-down.js';

/** A refusal that only HTTP knows of; what the domain refuses is a DomainError. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: { headers?: Record<string, string>; extra?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'Problem';
  }
}

/** An answer that was given before, given again as it was. */
export class ReplayedProblem extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
    readonly headers: Record<string, string>,
  ) {
    super('An answer given before.');
  }
}

/** `application/problem+json`, RFC 9457. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  errors?: FieldError[];
  [extension: string]: unknown;
}

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: ProblemBody;
  /** Whether it is our fault, so that the log must tell the cause. */
  unexpected: boolean;
}

const statusOf: Readonly<Record<DomainErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  too_many: 429,
  unavailable: 503,
};

/** Codes for errors that come with nothing but a status: of the framework and the body parser. */
const codeOfStatus: Readonly<Record<number, [code: string, detail: string]>> = {
  400: ['malformed', 'The request could not be read.'],
  401: ['unauthenticated', 'Send an API key: Authorization: Bearer desk_…'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'The address does not answer to this method.'],
  409: ['conflict', 'The request contradicts the present state.'],
  413: ['too_large', 'The body is larger than 256 kB.'],
  415: ['unsupported_media_type', 'The body must be application/json in UTF-8.'],
  422: ['invalid_input', 'The request is well-formed but invalid.'],
  429: ['rate_limited', 'Too many requests. Try again in a moment.'],
  503: ['unavailable', 'This cannot be done right now. Try again in a moment.'],
};
const INTERNAL: [code: string, detail: string] = [
  'internal_error',
  'Something went wrong on our side. The log has it under the instance named here.',
];
const RETRY_SECONDS = '5';

/** What the outside is told of any error: never more than a refusal means to say. */
export function toProblem(error: unknown, requestId: string, baseUrl: string): ProblemAnswer {
  const { status, code, detail, headers = {}, extra = {} } = describe(error);
  const retry: Record<string, string> = status === 503 ? { 'Retry-After': RETRY_SECONDS } : {};
  return {
    status,
    headers: { ...retry, ...headers },
    body: {
      ...extra,
      type: `${baseUrl}/docs#problem-${code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      instance: `urn:request:${requestId}`,
      code,
    },
    unexpected: status >= 500,
  };
}

interface Description {
  status: number;
  code: string;
  detail: string;
  headers?: Record<string, string>;
  extra?: Record<string, unknown>;
}

function describe(error: unknown): Description {
  if (error instanceof Problem) {
    return { status: error.status, code: error.code, detail: error.message, ...error.more };
  }
  if (error instanceof DomainError) {
    const { code, message, extra } = error;
    const wait = extra['retryAfterSeconds'];
    const headers: Record<string, string> =
      typeof wait === 'number' ? { 'Retry-After': String(wait) } : {};
    return { status: statusOf[error.kind], code, detail: message, headers, extra };
  }
  if (isDatabaseDown(error)) return byStatus(503);
  if (error instanceof HttpException) return byStatus(error.getStatus());
  return byStatus(statusOfParser(error) ?? 500);
}

function byStatus(status: number): Description {
  const known = codeOfStatus[status];
  if (known) return { status, code: known[0], detail: known[1] };
  if (status >= 400 && status < 500) {
    const [code, detail] = codeOfStatus[400] ?? INTERNAL;
    return { status, code, detail };
  }
  return { status: 500, code: INTERNAL[0], detail: INTERNAL[1] };
}

/** Express and its body parsers mark what the client did wrong by a 4xx `status` and `expose`. */
function statusOfParser(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof URIError) return 400;
  const { status, expose } = error as Error & { status?: unknown; expose?: unknown };
  const own = typeof status === 'number' && status >= 400 && status < 500;
  return own && expose !== false ? status : undefined;
}
