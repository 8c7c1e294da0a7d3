import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { describeError } from '../../api/describe-error.js';
import { ProblemFilter } from '../../api/problem.filter.js';
import { toProblem } from '../../api/problem.js';
import { loggedPath } from '../../logged-path.js';
import { errorPage } from './error-page.js';
import type { PortalPages } from './portal-pages.js';
import type { PortalRequest } from './portal-request.js';

/** Programs ask here: they are answered problem+json whatever they accept. */
const PROGRAMS = /^\/(v1|openapi\.json|healthz|readyz|metrics|assets|admin|dev)(\/|$)/;

/**
 * Every error that a person meets becomes a page: what happened, what was kept, what to do. The cause
 * of ours stays in the log, under the request's id.
 */
@Catch()
export class PortalErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Portal');
  private readonly problems: ProblemFilter;

  constructor(
    private readonly pages: PortalPages,
    private readonly baseUrl: string,
  ) {
    this.problems = new ProblemFilter(baseUrl);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<PortalRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    if (PROGRAMS.test(request.path) || !asksForPage(request)) {
      this.problems.catch(error, host);
      return;
    }
    const problem = toProblem(error, request.id, this.baseUrl);
    if (problem.unexpected) {
      const msg = `${request.method} ${loggedPath(request.path)} failed`;
      this.logger.error({ msg, requestId: request.id, error: describeError(error) });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.set(problem.headers);
    const context = this.pages.context(request, response);
    this.pages.send(response, context, errorPage(context, problem, request.id));
  }
}

/** Browsers name HTML; a program that takes anything is answered like one. */
function asksForPage({ headers }: PortalRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '');
}
