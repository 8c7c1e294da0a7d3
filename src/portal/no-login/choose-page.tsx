import type { ReactElement } from 'react';
import type { SubscriptionPage, SubscriptionView } from '../../subscriptions/subscription.view.js';
import { myAccount } from '../door.js';
import type { PageContext } from '../frame/page-context.js';
import { WhatItIs } from '../services/subscription-rows.js';
import type { NoLoginFunction } from './declaration-fields.js';

export interface ChooseParts {
  context: PageContext;
  asked: NoLoginFunction;
  page: SubscriptionPage;
}

/** Who is signed in is not asked who they are: they choose what it is about. */
export function ChoosePage({ context, asked, page }: ChooseParts): ReactElement {
  const { t } = context;
  const empty = page.data.length === 0;
  return (
    <>
      <p>{t(`no-login:choose.${empty ? 'none' : 'lead'}.${asked}`)}</p>
      <ul className="plain rows">
        {page.data.map((subscription) => (
          <Row key={subscription.id} context={context} asked={asked} subscription={subscription} />
        ))}
      </ul>
      {page.nextCursor === null ? null : (
        <p className="more">
          <a className="button" href={`/${asked}?cursor=${page.nextCursor}`}>
            {t('no-login:choose.more')}
          </a>
        </p>
      )}
      <p className="more">
        {t('no-login:choose.other')}{' '}
        <a href={`/${asked}?other=1`}>{t(`no-login:choose.otherLink.${asked}`)}</a>
      </p>
    </>
  );
}

interface RowParts {
  context: PageContext;
  asked: NoLoginFunction;
  subscription: SubscriptionView;
}

/** Both lead on to the page that knows what can be done here: where people do it, it offers their form. */
function actionOf({ context: { t }, asked, subscription: { plan } }: RowParts): string {
  const byPeople = plan.route === 'order_support' || plan.segment === 'commercial';
  return byPeople
    ? t('portal:orderSupport.title')
    : t(`no-login:choose.action.${asked}`, { plan: plan.name });
}

function Row(parts: RowParts): ReactElement {
  const { context, asked, subscription } = parts;
  const { id, status } = subscription;
  const address = `${myAccount.base}/subscriptions/${id}/cancel`;
  return (
    <li data-subscription-id={id}>
      <WhatItIs context={context} subscription={subscription} />
      {status === 'active' ? (
        <a
          className="button"
          href={asked === 'cancel' ? address : `${address}?kind=withdrawal`}
          aria-describedby={`plan-${id}`}
        >
          {actionOf(parts)}
        </a>
      ) : null}
    </li>
  );
}
