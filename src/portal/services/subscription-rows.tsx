import type { ReactElement } from 'react';
import type { SubscriptionPage, SubscriptionView } from '../../subscriptions/subscription.view.js';
import type { Door } from '../door.js';
import { Code } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { subscriptionState } from './subscription-words.js';

/** What the menu of a row offers. */
export interface RowAction {
  label: string;
  address: string;
}

interface RowsParts {
  context: PageContext;
  door: Door;
  page: SubscriptionPage;
  actions: (subscription: SubscriptionView) => RowAction[];
}

/** The subscriptions of an account, a row each with its menu; what runs for nobody yet says so. */
export function SubscriptionRows({ context, door, page, actions }: RowsParts): ReactElement {
  const { t } = context;
  if (page.data.length === 0) {
    return (
      <div className="card">
        <p>{t('portal:subscriptions.none')}</p>
      </div>
    );
  }
  return (
    <>
      <ul className="plain rows">
        {page.data.map((subscription) => (
          <Row
            key={subscription.id}
            context={context}
            subscription={subscription}
            actions={actions(subscription)}
          />
        ))}
      </ul>
      {page.nextCursor === null ? null : (
        <p className="more">
          <a className="button" href={`${door.list}?cursor=${page.nextCursor}`}>
            {t('portal:subscriptions.more')}
          </a>
        </p>
      )}
    </>
  );
}

interface RowParts {
  context: PageContext;
  subscription: SubscriptionView;
  actions: RowAction[];
}

function Row({ context, subscription, actions }: RowParts): ReactElement {
  const { id } = subscription;
  const { t } = context;
  const menu = `actions-${id}`;
  return (
    <li data-subscription-id={id}>
      <WhatItIs context={context} subscription={subscription} />
      <button popovertarget={menu} aria-describedby={`plan-${id}`}>
        {t('portal:subscriptions.actions')}
      </button>
      <div popover="auto" id={menu} className="menu">
        <ul className="plain">
          {actions.map(({ label, address }) => (
            <li key={label}>
              <a href={address}>{label}</a>
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

/** What a row is about: plan, state and devices. Buttons of the row are described by `plan-<id>`. */
export function WhatItIs({
  context,
  subscription,
}: {
  context: PageContext;
  subscription: SubscriptionView;
}): ReactElement {
  return (
    <div className="what">
      <h2 id={`plan-${subscription.id}`}>{subscription.plan.name}</h2>
      <p>
        <State context={context} subscription={subscription} />
      </p>
      <p className="muted small">
        <ServiceTags context={context} subscription={subscription} />
      </p>
    </div>
  );
}

/** State of a subscription as a word with a shape. */
export function State({
  context,
  subscription,
}: {
  context: PageContext;
  subscription: SubscriptionView;
}): ReactElement {
  const { tone, text } = subscriptionState(subscription, context);
  return <span className={`state ${tone}`}>{text}</span>;
}

const SHOWN_TAGS = 6;

/** The first Service Tags and how many more there are; the order number where there is no device. */
export function ServiceTags({
  context: { t },
  subscription: { devices, orderNumber },
}: {
  context: PageContext;
  subscription: SubscriptionView;
}): ReactElement {
  if (devices.length === 0) {
    return (
      <>
        {t('portal:service.orderNumber')} <Code>{orderNumber}</Code>
      </>
    );
  }
  const more = devices.length - SHOWN_TAGS;
  return (
    <>
      {t('portal:service.serviceTag', { count: devices.length })}{' '}
      {devices.slice(0, SHOWN_TAGS).map(({ serviceTag }, at) => (
        <span key={serviceTag}>
          {at > 0 ? ', ' : ''}
          <Code>{serviceTag}</Code>
        </span>
      ))}
      {more > 0 ? ` ${t('mail:moreTags', { count: more })}` : ''}
    </>
  );
}
