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
import { DeviceCards, DEVICES_SHOWN } from '../services/device-cards.js';
import { DetailsPage, DoorPage } from '../services/door-page.js';
import { FindStanding } from '../services/find-standing.js';
import { SubscriptionFacts } from '../services/service-facts.js';
import { SubscriptionRows, type RowAction } from '../services/subscription-rows.js';
import { visitorOf, type Visitor } from '../session/visitor.js';
import { SignOutEverywhereForm } from '../sign-in/sign-out-everywhere-form.js';

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
      address: `${door.subscriptions}/manage`,
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
      current: door.subscriptions,
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
      current: door.subscriptions,
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
      current: door.subscriptions,
      body: <DetailsPage context={context} door={door} standing={standing} />,
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
      current: door.subscriptions,
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

/** Consumers know their plans by another name of the same page. */
function rowActions({ id, plan }: SubscriptionView, { t }: PageContext): RowAction[] {
  const address = `${door.subscriptions}/${id}`;
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
