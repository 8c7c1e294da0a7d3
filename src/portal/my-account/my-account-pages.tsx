import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ReactElement } from 'react';
import { FindDevices } from '../../accounts/find-devices.js';
import { FindAccountSubscriptions } from '../../subscriptions/find-account-subscriptions.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import { myAccount as door } from '../door.js';
import { Facts } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { WithSide } from '../frame/side.js';
import { CancelArea } from '../services/cancel-area.js';
import { DeviceCards, DEVICES_SHOWN } from '../services/device-cards.js';
import { FindStanding } from '../services/find-standing.js';
import { ServiceDetails, SubscriptionFacts } from '../services/service-facts.js';
import { SubscriptionRows, type RowAction } from '../services/subscription-rows.js';
import { visitorOf, type Visitor } from '../session/visitor.js';
import { SignOutEverywhereForm } from '../sign-in/sign-out-everywhere-form.js';

const SUBSCRIPTIONS = '/account/subscriptions';

/** Puts the pages of My Account together. */
@Injectable()
export class MyAccountPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly devices: FindDevices,
    private readonly accountSubscriptions: FindAccountSubscriptions,
    private readonly standing: FindStanding,
  ) {}

  async dashboard(request: PortalRequest, response: Response): Promise<void> {
    const visitor = visitorOf(request);
    const { data, more } = await this.devices.run(visitor.accountId, DEVICES_SHOWN);
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:door.my_account'),
      current: door.base,
      body: (
        <>
          <DeviceCards context={context} devices={data} more={more} list={door.list} />
          <AccountDetails context={context} visitor={visitor} />
        </>
      ),
    });
  }

  subscriptions(request: PortalRequest, response: Response): void {
    this.sendWay(request, response, {
      title: 'portal:subscriptions.title',
      text: 'portal:manage.intro',
      link: 'portal:manage.link',
      address: `${SUBSCRIPTIONS}/manage`,
    });
  }

  manage(request: PortalRequest, response: Response): void {
    this.sendWay(request, response, {
      title: 'portal:manage.link',
      text: 'portal:manage.all',
      link: 'portal:manage.view',
      address: door.list,
    });
  }

  async list(request: PortalRequest, response: Response, cursor: unknown): Promise<void> {
    const { accountId } = visitorOf(request);
    const from = typeof cursor === 'string' ? cursor : undefined;
    const page = await this.accountSubscriptions.run(accountId, { cursor: from });
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:subscriptions.all'),
      current: SUBSCRIPTIONS,
      body: (
        <SubscriptionRows
          context={context}
          door={door}
          page={page}
          actions={(subscription) => rowActions(subscription, context)}
        />
      ),
    });
  }

  async subscription(request: PortalRequest, response: Response, id: string): Promise<void> {
    const subscription = await this.standing.subscription(visitorOf(request).accountId, id);
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: subscription.plan.name,
      current: SUBSCRIPTIONS,
      body: (
        <section className="card">
          <SubscriptionFacts context={context} subscription={subscription} />
          <div className="actions">
            <a className="button" href={door.details(subscription)}>
              {context.t('portal:manage.update')}
            </a>
          </div>
        </section>
      ),
    });
  }

  async update(request: PortalRequest, response: Response, id: string): Promise<void> {
    const standing = await this.standing.run(visitorOf(request).accountId, id);
    const { subscription } = standing;
    const context = this.pages.context(request, response);
    this.send(response, context, {
      title: context.t('portal:service.title', { plan: subscription.plan.name }),
      current: SUBSCRIPTIONS,
      body: (
        <>
          <section className="card">
            <ServiceDetails context={context} subscription={subscription} />
          </section>
          <CancelArea context={context} door={door} {...standing} />
        </>
      ),
    });
  }

  /** A step on the way to the list, as the contract names them. */
  private sendWay(
    request: PortalRequest,
    response: Response,
    { title, text, link, address }: { title: string; text: string; link: string; address: string },
  ): void {
    const context = this.pages.context(request, response);
    const { t } = context;
    this.send(response, context, {
      title: t(title),
      current: SUBSCRIPTIONS,
      body: (
        <section className="card narrow">
          <p>{t(text)}</p>
          <div className="actions">
            <a className="button" href={address}>
              {t(link)}
            </a>
          </div>
        </section>
      ),
    });
  }

  private send(
    response: Response,
    context: PageContext,
    { title, current, body }: { title: string; current: string; body: ReactElement },
  ): void {
    const { t } = context;
    const links = [
      { label: t('portal:dashboard.link'), address: door.base },
      { label: t('portal:subscriptions.title'), address: SUBSCRIPTIONS },
    ];
    const label = t('portal:door.my_account');
    this.pages.send(response, context, {
      title,
      door: door.code,
      body: (
        <WithSide label={label} links={links} current={current}>
          {body}
        </WithSide>
      ),
    });
  }
}

/** Consumers know their plans by another name of the same page. */
function rowActions({ id, plan }: SubscriptionView, { t }: PageContext): RowAction[] {
  const address = `${SUBSCRIPTIONS}/${id}`;
  const manage = { label: t('portal:manage.link'), address };
  return plan.segment === 'consumer'
    ? [manage, { label: t('portal:manage.consumer'), address }]
    : [manage];
}

function AccountDetails({
  context,
  visitor,
}: {
  context: PageContext;
  visitor: Visitor;
}): ReactElement {
  const { t, locale } = context;
  const country = new Intl.DisplayNames([locale], { type: 'region' }).of(visitor.country);
  return (
    <section className="card" aria-labelledby="details-heading">
      <h2 id="details-heading">{t('portal:account.title')}</h2>
      <Facts
        rows={[
          [t('portal:account.name'), <bdi>{visitor.name}</bdi>],
          [t('portal:account.email'), <bdi dir="ltr">{visitor.email}</bdi>],
          [t('portal:account.country'), country ?? visitor.country],
        ]}
      />
      <SignOutEverywhereForm context={context} />
    </section>
  );
}
