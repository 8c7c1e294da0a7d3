import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import type { DeskRequest } from '../api/desk-request.js';
import { Problem } from '../api/problem.js';
import type { Scope } from './access.entities.js';
import { bearerToken } from './api-key-token.js';
import { FindCaller } from './find-caller.js';
import { RateLimits, type RateLimitState } from './rate-limits.js';
import { SCOPE } from './require-scope.js';

const CHALLENGE = 'Bearer realm="Cancellation Desk"';

/** Lets a request with a living key of the route's scope pass, and counts it against its limit. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly findCaller: FindCaller,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<DeskRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const header = request.headers.authorization;
    const token = bearerToken(header);
    const caller = token === null ? null : await this.findCaller.run(token);
    const limit = caller
      ? await this.limits.ofKey(caller.keyId)
      : await this.limits.ofAddress(request.ip ?? 'unknown');
    tellLimit(response, limit);
    if (!caller) throw unauthenticated(header !== undefined);
    const scope = this.reflector.get<Scope>(SCOPE, context.getHandler());
    if (!caller.scopes.has(scope)) throw missingScope(scope);
    request.caller = caller;
    return true;
  }
}

function tellLimit(response: Response, state: RateLimitState): void {
  response.setHeader('RateLimit-Limit', state.limit);
  response.setHeader('RateLimit-Remaining', state.remaining);
  response.setHeader('RateLimit-Reset', state.resetSeconds);
  if (!state.exceeded) return;
  throw new Problem(429, 'rate_limited', 'Too many requests. Try again in a moment.', {
    headers: { 'Retry-After': String(state.resetSeconds) },
  });
}

function unauthenticated(given: boolean): Problem {
  const detail = given
    ? 'The API key is unknown or revoked.'
    : 'Send an API key: Authorization: Bearer desk_…';
  const challenge = given ? `${CHALLENGE}, error="invalid_token"` : CHALLENGE;
  return new Problem(401, 'unauthenticated', detail, {
    headers: { 'WWW-Authenticate': challenge },
  });
}

function missingScope(scope: Scope): Problem {
  return new Problem(403, 'missing_scope', `The API key lacks the scope ${scope}.`, {
    headers: { 'WWW-Authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${scope}"` },
    extra: { scope },
  });
}
