import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ReactElement } from 'react';
import { FindDevices } from '../../accounts/find-devices.js';
import { notFound } from '../../shared/domain-error.js';
import { FindAccountSubscriptions } from '../../subscriptions/find-account-subscriptions.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import { deviceAddress, digitalLocker as door } from '../door.js';
import { Code } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { DeviceCards, DEVICES_SHOWN } from '../services/device-cards.js';
import { DetailsPage, DoorPage } from '../services/door-page.js';
import { FindStanding } from '../services/find-standing.js';
import { SubscriptionFacts } from '../services/service-facts.js';
import { SubscriptionRows } from '../services/subscription-rows.js';
import { visitorOf } from '../session/visitor.js';

/** Puts the pages of the Digital Locker together. */
@Injectable()
export class DigitalLockerPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly devices: FindDevices,
    private readonly accountSubscriptions: FindAccountSubscriptions,
    private readonly standing: FindStanding,
  ) {}

  async dashboard(request: PortalRequest, response: Response): Promise<void> {
    const { accountId } = visitorOf(request);
    const { data, more } = await this.devices.run(accountId, DEVICES_SHOWN);
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:door.digital_locker'),
      current: door.base,
      body: <DeviceCards context={context} devices={data} more={more} list={door.list} />,
    });
  }

  async subscriptions(request: PortalRequest, response: Response, cursor: unknown): Promise<void> {
    const { accountId } = visitorOf(request);
    const from = typeof cursor === 'string' ? cursor : undefined;
    const page = await this.accountSubscriptions.run(accountId, { cursor: from });
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:subscriptions.title'),
      current: door.list,
      body: (
        <SubscriptionRows
          context={context}
          door={door}
          page={page}
          actions={({ id }) => [
            { label: context.t('portal:manage.link'), address: `${door.list}/${id}` },
          ]}
        />
      ),
    });
  }

  async subscription(request: PortalRequest, response: Response, id: string): Promise<void> {
    const subscription = await this.standing.subscription(visitorOf(request).accountId, id);
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: subscription.plan.name,
      current: door.list,
      body: <SubscriptionData context={context} subscription={subscription} />,
    });
  }

  /** @throws DomainError `not_found`, also for a Service Tag of another subscription */
  async details(
    request: PortalRequest,
    response: Response,
    { id, serviceTag }: { id: string; serviceTag?: string },
  ): Promise<void> {
    const standing = await this.standing.run(visitorOf(request).accountId, id);
    const { subscription } = standing;
    const tags = subscription.devices.map((device) => device.serviceTag);
    if (serviceTag !== undefined && !tags.includes(serviceTag)) throw notFound('device');
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:service.title', { plan: subscription.plan.name }),
      current: door.list,
      body: (
        <DetailsPage context={context} door={door} standing={standing} serviceTag={serviceTag} />
      ),
    });
  }

  private send(
    response: Response,
    context: PageContext,
    { title, current, body }: { title: string; current: string; body: ReactElement },
  ): void {
    this.pages.send(response, context, {
      title,
      door: door.code,
      body: (
        <DoorPage context={context} door={door} current={current}>
          {body}
        </DoorPage>
      ),
    });
  }
}

/** Subscription data, with the Service Tags at its end as the way to the details. */
function SubscriptionData({
  context,
  subscription,
}: {
  context: PageContext;
  subscription: SubscriptionView;
}): ReactElement {
  const { t } = context;
  const { id, devices } = subscription;
  return (
    <>
      <section className="card">
        <SubscriptionFacts context={context} subscription={subscription} />
      </section>
      <section className="card" aria-labelledby="tags-heading">
        <h2 id="tags-heading">{t('portal:service.serviceTag', { count: devices.length })}</h2>
        {devices.length === 0 ? (
          <p>
            <a href={door.details(subscription)}>{t('portal:service.details')}</a>
          </p>
        ) : (
          <ul className="plain">
            {devices.map(({ serviceTag, model }) => (
              <li key={serviceTag}>
                <a href={deviceAddress(id, serviceTag)}>
                  <Code>{serviceTag}</Code>
                </a>{' '}
                <span className="muted">{model}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
