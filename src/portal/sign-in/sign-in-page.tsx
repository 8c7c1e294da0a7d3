import type { ReactElement } from 'react';
import type { DomainError } from '../../shared/domain-error.js';
import { Field, Notice } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import { RefusalNotice } from './refusal-notice.js';

/** What somebody was told before coming to the sign-in. */
export const signInNews = ['signed_out', 'signed_out_everywhere', 'password_set'] as const;
export type SignInNews = (typeof signInNews)[number];

export interface SignInParts {
  context: PageContext;
  next: string | null;
  /** The name of the identity provider; null when there is none. */
  provider: string | null;
  email?: string;
  /** Fields that were left empty. */
  missing?: readonly ('email' | 'password')[];
  refusal?: DomainError;
  news?: SignInNews;
}

/** Signing in: e-mail address and password, or the identity provider. */
export function SignInPage(parts: SignInParts): ReactElement {
  const { context, next, provider, news, refusal } = parts;
  const { t } = context;
  return (
    <div className="narrow">
      {news === undefined ? null : (
        <Notice tone="positive" title={t(`account:signIn.news.${news}`)} />
      )}
      <p>{t('account:signIn.lead')}</p>
      {refusal === undefined ? null : <RefusalNotice t={t} refusal={refusal} />}
      <Form {...parts} />
      <p>
        <a href="/forgot-password">{t('account:signIn.forgot')}</a>
      </p>
      {provider === null ? null : (
        <p>
          <a className="button quiet" href={withNext('/sign-in/oidc', next)}>
            {t('account:signIn.byProvider', { provider })}
          </a>
        </p>
      )}
    </div>
  );
}

function Form({ context, next, email, missing = [] }: SignInParts): ReactElement {
  const { t } = context;
  return (
    <form method="post" action="/sign-in">
      <TokenField context={context} />
      {next === null ? null : <input type="hidden" name="next" value={next} />}
      <Field
        name="email"
        type="email"
        label={t('account:field.email')}
        hint={t('account:field.emailHint')}
        value={email}
        error={missing.includes('email') ? t('account:field.emailMissing') : undefined}
        autoComplete="username"
        maxLength={320}
        required
      />
      <Field
        name="password"
        type="password"
        label={t('account:field.password')}
        error={missing.includes('password') ? t('account:field.passwordMissing') : undefined}
        autoComplete="current-password"
        required
      />
      <p>
        <button className="primary">{t('account:signIn.submit')}</button>
      </p>
    </form>
  );
}

function withNext(address: string, next: string | null): string {
  return next === null ? address : `${address}?next=${encodeURIComponent(next)}`;
}
