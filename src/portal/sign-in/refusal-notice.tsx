import type { ReactElement } from 'react';
import type { DomainError } from '../../shared/domain-error.js';
import { Notice } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';

/** Why it was refused, what to do, and where it helps to wait, how long. */
export function RefusalNotice({
  t,
  refusal,
}: Pick<PageContext, 't'> & { refusal: DomainError }): ReactElement {
  const wait = Number(refusal.extra['retryAfterSeconds'] ?? 0);
  return (
    <Notice tone="critical" alert title={t(`account:refusal.${refusal.code}.title`)}>
      <p>{t(`account:refusal.${refusal.code}.text`)}</p>
      {wait > 0 ? <p>{waitWords(t, wait)}</p> : null}
    </Notice>
  );
}

/** In seconds up to a minute and a half, else in minutes, rounded up. */
function waitWords(t: PageContext['t'], seconds: number): string {
  return seconds < 90
    ? t('account:wait.seconds', { count: seconds })
    : t('account:wait.minutes', { count: Math.ceil(seconds / 60) });
}
