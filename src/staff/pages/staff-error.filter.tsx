import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { describeError } from '../../api/describe-error.js';
import { toProblem, type ProblemAnswer } from '../../api/problem.js';
import { loggedPath } from '../../logged-path.js';
import { Code } from '../../portal/frame/form-parts.js';
import type { StaffRequest } from '../staff-request.js';
import type { StaffPages } from './staff-pages.js';
import type { SignInTexts } from './texts/sign-in-texts.js';

/** The console's pages; its API answers problem+json whatever a program accepts. */
const PAGES = /^\/admin(?!\/api(?:\/|$))(?=\/|$)/;

type Occasion = Exclude<keyof SignInTexts['error'], 'home' | 'reference'>;

const occasions: Readonly<Record<number, Occasion>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'too_many',
  503: 'unavailable',
};

/** Errors on the console's pages become pages; every other error is for the filter behind this one. */
@Catch()
export class StaffErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Console');

  constructor(
    private readonly pages: StaffPages,
    private readonly others: ExceptionFilter,
    private readonly baseUrl: string,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<StaffRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const asksForPage = /\btext\/html\b/i.test(request.headers.accept ?? '');
    if (!PAGES.test(request.path) || !asksForPage) {
      this.others.catch(error, host);
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
    this.send(request, response, problem);
  }

  private send(request: StaffRequest, response: Response, { status, body }: ProblemAnswer): void {
    const context = this.pages.context(request);
    const { error } = context.texts;
    const occasion = occasionOf(status, body.code);
    const [title, text] = error[occasion];
    this.pages.send(response, context, {
      status,
      title,
      body: (
        <div className="narrow">
          <p>{text}</p>
          {occasion === 'internal' ? (
            <p className="muted small">
              {error.reference} <Code>{request.id}</Code>
            </p>
          ) : null}
          <p>
            <a href="/admin">{error.home}</a>
          </p>
        </div>
      ),
    });
  }
}

function occasionOf(status: number, code: string): Occasion {
  if (code === 'foreign_origin') return 'foreign_origin';
  return occasions[status] ?? (status >= 500 ? 'internal' : 'malformed');
}
