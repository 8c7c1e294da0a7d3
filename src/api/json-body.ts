import { isUtf8 } from 'node:buffer';
import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DomainError, invalid } from '../shared/domain-error.js';
import type { DeskRequest } from './desk-request.js';
import { jsonFaults, MAX_DEPTH } from './json-faults.js';
import { Problem } from './problem.js';

/** Larger than any declaration by far. */
export const BODY_LIMIT = '256kb';
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i;
const BATCH_TYPE =
  /^(text\/csv|application\/x-ndjson)\s*(?:;\s*(?:charset\s*=\s*"?utf-8"?|header\s*=\s*present)\s*)*;?$/i;
const utf8 = new TextDecoder('utf-8');

/**
 * Reads JSON bodies: strictly UTF-8, whole before anything else sees the request, and with the raw
 * bytes kept. The body parser of Express decodes wrong bytes to replacement characters instead.
 */
export function jsonBody(): RequestHandler[] {
  return [refuseOtherTypes, raw({ type: () => true, limit: BODY_LIMIT }), parse].map(
    (handler): RequestHandler =>
      (request, response, next) =>
        batchFileType(request) === null ? handler(request, response, next) : next(),
  );
}

/** What a batch file is, which its route reads as a stream; null for every other request. */
export function batchFileType(request: Request): 'csv' | 'ndjson' | null {
  const { pathname } = new URL(request.originalUrl, 'http://desk');
  if (request.method !== 'POST' || !/^\/(v1|admin\/api)\/batches\/?$/i.test(pathname)) return null;
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') return null;
  const [, type] = BATCH_TYPE.exec(request.headers['content-type'] ?? '') ?? [];
  return type === undefined ? null : type.toLowerCase() === 'text/csv' ? 'csv' : 'ndjson';
}

function hasBody(request: Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  const type = request.headers['content-type'] ?? '';
  if (!hasBody(request) || JSON_TYPE.test(type)) return next();
  const detail = 'The body must be application/json in UTF-8.';
  // What was not read would be taken for the next request on this connection.
  request.resume();
  next(
    new Problem(415, 'unsupported_media_type', detail, { headers: { Accept: 'application/json' } }),
  );
}

function parse(request: Request, _response: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    request.body = undefined;
    return next();
  }
  (request as DeskRequest).rawBody = bytes;
  const body = decode(bytes);
  const faults = jsonFaults(body);
  if (faults === null) {
    throw new DomainError('malformed', 'malformed', `The body is nested over ${MAX_DEPTH} deep.`);
  }
  if (faults.length > 0) throw invalid(faults);
  request.body = body;
  next();
}

function decode(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) {
    throw new DomainError('malformed', 'malformed', 'The body is not valid UTF-8.');
  }
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DomainError('malformed', 'malformed', 'The body is not valid JSON.');
  }
}
