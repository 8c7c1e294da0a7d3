import type { Params } from 'nestjs-pino';
import type { Settings } from './config/settings.js';
import { loggedPath } from './logged-path.js';

/**
 * Logs carry the request's id, method, path and status, never a query, a body, a header or a link
 * that opens something: those may hold personal data or keys.
 */
export function loggerOptions(settings: Settings): Params {
  return {
    pinoHttp: {
      level: settings.LOG_LEVEL,
      genReqId: (request) => request.id,
      // Probes come every few seconds, and why one fails stands in its answer.
      autoLogging: { ignore: (request) => /^\/(healthz|readyz|metrics)/.test(request.url ?? '') },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'debug'),
      // The fault itself is logged where it is turned into an answer, once.
      customErrorObject: (_request, _response, _error, { req, res, responseTime }) => ({
        req,
        res,
        responseTime,
      }),
      serializers: {
        req: (request: { id: unknown; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: loggedPath(request.url),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
  };
}
