import type { ReactElement } from 'react';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import { Code, Facts } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { State } from './subscription-rows.js';
import { billingPlan } from './subscription-words.js';

interface Parts {
  context: PageContext;
  subscription: SubscriptionView;
}

/** What a subscription is: service, state, order and dates. */
export function SubscriptionFacts({ context, subscription }: Parts): ReactElement {
  const { t, date } = context;
  const { plan, orderNumber, startedAt, currentPeriod } = subscription;
  return (
    <Facts
      rows={[
        [t('portal:service.service'), plan.name],
        [t('portal:service.state'), <State context={context} subscription={subscription} />],
        [t('portal:service.orderNumber'), <Code>{orderNumber}</Code>],
        [t('portal:service.startedOn'), date(startedAt)],
        [
          t('portal:service.period'),
          t('portal:service.fromTo', {
            from: date(currentPeriod.startsAt),
            to: date(currentPeriod.endsAt),
          }),
        ],
      ]}
    />
  );
}

/** Service, Service Tag and billing plan: what `Cancel` is about. With a tag, of that device. */
export function ServiceDetails({
  context,
  subscription,
  serviceTag,
}: Parts & { serviceTag?: string }): ReactElement {
  const { t, date } = context;
  const { plan, devices, orderNumber, billing } = subscription;
  const shown = devices.filter(
    (device) => serviceTag === undefined || device.serviceTag === serviceTag,
  );
  const others = devices.length - shown.length;
  return (
    <Facts
      rows={[
        [t('portal:service.service'), plan.name],
        [t('portal:service.state'), <State context={context} subscription={subscription} />],
        shown.length === 0
          ? null
          : [
              t('portal:service.serviceTag', { count: shown.length }),
              <>
                <Devices devices={shown} />
                {others > 0 ? (
                  <p className="muted small">{t('portal:service.alsoCovers', { count: others })}</p>
                ) : null}
              </>,
            ],
        [t('portal:service.orderNumber'), <Code>{orderNumber}</Code>],
        [t('portal:service.billingPlan'), billingPlan(subscription, context)],
        billing.nextInvoiceAt === null
          ? null
          : [t('portal:service.nextInvoice'), date(billing.nextInvoiceAt)],
      ]}
    />
  );
}

function Devices({ devices }: Pick<SubscriptionView, 'devices'>): ReactElement {
  return (
    <ul className="plain">
      {devices.map(({ serviceTag, model }) => (
        <li key={serviceTag}>
          <Code>{serviceTag}</Code> <span className="muted">{model}</span>
        </li>
      ))}
    </ul>
  );
}
