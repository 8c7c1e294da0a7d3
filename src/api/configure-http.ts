import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { Settings } from '../config/settings.js';
import { Metrics } from '../health/metrics.js';
import { configurePortal } from '../portal/configure-portal.js';
import { configureStaff } from '../staff/configure-staff.js';
import { ApiModule } from './api.module.js';
import { jsonBody } from './json-body.js';
import { OpenApi } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { requestId } from './request-id.js';

/**
 * Everything between the socket and the controllers, the same in the server and in tests. The
 * application is created with `bodyParser: false`; only /v1 reads JSON, doors and console read theirs.
 */
export function configureHttp(app: NestExpressApplication, settings: Settings): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies(settings.TRUST_PROXY));
  app.use(requestId);
  app.use(app.get(Metrics).timeRequests);
  app.use(securityHeaders(settings.baseUrl.startsWith('https:')));
  app.use('/v1', neverStored, ...jsonBody());
  const { baseUrl } = settings;
  const errors = settings.has('portal')
    ? configurePortal(app, baseUrl)
    : new ProblemFilter(baseUrl);
  app.useGlobalFilters(settings.has('console') ? configureStaff(app, settings, errors) : errors);
  if (settings.has('api')) app.get(OpenApi, { strict: false }).describe(app, ApiModule);
  (app.getHttpServer() as Server).on('clientError', refuseGarbage);
}

/** `TRUST_PROXY` as Express takes it: a number of hops, `true`, or a list of addresses and nets. */
function trustedProxies(text: string | undefined): number | boolean | string[] {
  if (text === undefined || text === '0' || text === 'false') return false;
  if (text === 'true') return true;
  return /^\d+$/.test(text) ? Number(text) : text.split(',').map((part) => part.trim());
}

function securityHeaders(https: boolean): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
  });
}

function neverStored(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

/** What is not HTTP at all never becomes a request; it is told so in the form of every other refusal. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const [status, title] = tooLarge
    ? [431, 'Request Header Fields Too Large']
    : [400, 'Bad Request'];
  const detail = 'The request could not be read.';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code: 'malformed' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
