import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { DeskRequest } from './desk-request.js';
import { loggedPath } from '../logged-path.js';
import { describeError } from './describe-error.js';
import { ReplayedProblem, toProblem } from './problem.js';

/** Every error leaves as problem+json; the cause of ours stays in the log, under the request's id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly baseUrl: string) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<DeskRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof ReplayedProblem) {
      send(response, error.status, error.headers, error.body);
      return;
    }
    const problem = toProblem(error, request.id, this.baseUrl);
    if (problem.unexpected) {
      const msg = `${request.method} ${loggedPath(request.path)} failed`;
      this.logger.error({ msg, requestId: request.id, error: describeError(error) });
    }
    send(response, problem.status, problem.headers, problem.body);
  }
}

function send(
  response: Response,
  status: number,
  headers: Record<string, string>,
  body: Record<string, unknown>,
): void {
  if (response.headersSent) {
    // Half an answer cannot be taken back: cutting the line is the only way to say that it is none.
    response.destroy();
    return;
  }
  response.status(status).set(headers);
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(body));
}
