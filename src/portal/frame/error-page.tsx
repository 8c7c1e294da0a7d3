import type { ProblemAnswer } from '../../api/problem.js';
import { Code } from './form-parts.js';
import type { PageContext } from './page-context.js';
import type { PageParts } from './page.js';

/** Refusals with words of their own; every other one is told by its status. */
const told: readonly string[] = ['form_expired', 'rate_limited'];
const statuses: Readonly<Record<number, string>> = {
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  429: 'rate_limited',
  503: 'unavailable',
};

/** What happened, what was kept and what to do, in the customer's language. */
export function errorPage(
  { t }: PageContext,
  { status, body }: ProblemAnswer,
  requestId: string,
): PageParts {
  const server = status >= 500 && status !== 503;
  const occasion = told.includes(body.code)
    ? body.code
    : server
      ? 'internal'
      : (statuses[status] ?? 'malformed');
  return {
    status,
    title: t(`portal:error.${occasion}.title`),
    body: (
      <div className="narrow">
        <p>{t(`portal:error.${occasion}.text`)}</p>
        {server ? (
          <p className="muted small">
            {t('portal:error.reference')} <Code>{requestId}</Code>
          </p>
        ) : null}
        <p>
          <a href="/">{t('portal:error.home')}</a>
        </p>
      </div>
    ),
  };
}
