import type { ReactElement } from 'react';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';

/** For the account's own page: ends all sessions of the account. */
export function SignOutEverywhereForm({ context }: { context: PageContext }): ReactElement {
  const { t } = context;
  return (
    <form method="post" action="/sign-out-everywhere">
      <TokenField context={context} />
      <p>{t('account:signOutEverywhere.text')}</p>
      <p>
        <button className="quiet">{t('account:signOutEverywhere.submit')}</button>
      </p>
    </form>
  );
}
