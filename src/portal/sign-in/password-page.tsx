import type { ReactElement } from 'react';
import { LONGEST_PASSWORD } from '../../accounts/passwords/password-rules.js';
import type { DomainError } from '../../shared/domain-error.js';
import { Field } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import { RefusalNotice } from './refusal-notice.js';

/** Asks where the link shall go. */
export function ForgotPasswordPage({
  context,
  email,
  wrong = false,
  refusal,
}: {
  context: PageContext;
  email?: string;
  wrong?: boolean;
  refusal?: DomainError;
}): ReactElement {
  const { t } = context;
  return (
    <div className="narrow">
      {refusal === undefined ? null : <RefusalNotice t={t} refusal={refusal} />}
      <p>{t('account:forgot.lead')}</p>
      <form method="post" action="/forgot-password">
        <TokenField context={context} />
        <Field
          name="email"
          type="email"
          label={t('account:field.email')}
          hint={t('account:field.emailHint')}
          value={email}
          error={wrong ? t('account:field.emailMissing') : undefined}
          autoComplete="username"
          maxLength={320}
          required
        />
        <p>
          <button className="primary">{t('account:forgot.submit')}</button>
        </p>
      </form>
    </div>
  );
}

/** The same for everybody: whether there is an account stays between us and its owner. */
export function LinkSentPage({ t }: Pick<PageContext, 't'>): ReactElement {
  return (
    <div className="narrow">
      <p>{t('account:linkSent.text')}</p>
      <p>{t('account:linkSent.nothing')}</p>
      <p>
        <a href="/sign-in">{t('account:linkSent.back')}</a>
      </p>
    </div>
  );
}

/** The form that a reset link opens. */
export function NewPasswordPage({
  context,
  fault,
}: {
  context: PageContext;
  fault: string | undefined;
}): ReactElement {
  const { t } = context;
  return (
    <div className="narrow">
      <p>{t('account:newPassword.lead')}</p>
      {/* No address of its own: it posts to the link that opened it. */}
      <form method="post">
        <TokenField context={context} />
        <Field
          name="password"
          type="password"
          label={t('account:newPassword.field')}
          hint={t('account:newPassword.hint')}
          error={fault === undefined ? undefined : t(`account:newPassword.fault.${fault}`)}
          autoComplete="new-password"
          maxLength={LONGEST_PASSWORD * 2}
          required
        />
        <p>
          <button className="primary">{t('account:newPassword.submit')}</button>
        </p>
      </form>
    </div>
  );
}

/** A link that opens nothing, and how to get another one. */
export function LinkOverPage({ t }: Pick<PageContext, 't'>): ReactElement {
  return (
    <div className="narrow">
      <p>{t('account:linkOver.text')}</p>
      <p>
        <a className="button primary" href="/forgot-password">
          {t('account:linkOver.again')}
        </a>
      </p>
    </div>
  );
}
