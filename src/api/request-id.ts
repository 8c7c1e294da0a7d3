import type { NextFunction, Request, Response } from 'express';
import { newId } from '../shared/ids.js';
import type { DeskRequest } from './desk-request.js';

const SANE = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's own id for the request when it cannot harm a log, or a new one; echoed in the answer. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('X-Request-Id');
  const id = given !== undefined && SANE.test(given) ? given : newId();
  (request as DeskRequest).id = id;
  response.setHeader('X-Request-Id', id);
  next();
}
