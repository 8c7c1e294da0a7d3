import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { isOpen } from '../../cancellations/cancellation-state.js';
import { CancellationTimeline } from '../../cancellations/cancellation-timeline.js';
import { FindAccountCancellations } from '../../cancellations/find-account-cancellations.js';
import { ReceiptAddresses } from '../../receipts/receipt-addresses.js';
import { notFound } from '../../shared/domain-error.js';
import { doorOf } from '../door.js';
import type { PageContext } from '../frame/page-context.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { FindStanding } from '../services/find-standing.js';
import { visitorOf } from '../session/visitor.js';
import { CancelPage, type DeclaredKind } from './cancel-page.js';
import { ConfirmationPage } from './confirmation-page.js';
import { readKind, type Declared } from './declare-at-door.js';
import type { FormFaults, FormState, FormValues } from './declaration-form.js';
import { OrderSupportForm } from './order-support-form.js';

/** The whole log of a cancellation, once it is known to be the customer's own. */
const EVERYTHING = { clientId: '', operator: true };

type Refused = Extract<Declared, { faults: FormFaults }>;

/** Puts the pages of cancelling together. */
@Injectable()
export class CancellingPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly standing: FindStanding,
    private readonly cancellations: FindAccountCancellations,
    private readonly timeline: CancellationTimeline,
    private readonly receipts: ReceiptAddresses,
  ) {}

  /** The page before the act. What is not offered (any more) leads back to the page that says why. */
  async ask(
    request: PortalRequest,
    response: Response,
    {
      id,
      kind,
      form = { values: {}, errors: {} },
    }: { id: string; kind: unknown; form?: FormState },
  ): Promise<void> {
    const door = doorOf(request.path);
    const standing = await this.standing.run(visitorOf(request).accountId, id);
    const { subscription, options, latest } = standing;
    if (latest !== undefined && isOpen(latest.state)) {
      return response.redirect(303, `${door.base}/cancellations/${latest.id}`);
    }
    const wanted = offeredKind(
      readKind(kind),
      options.options.map((option) => option.kind),
    );
    if (!options.cancellable || wanted === null) {
      return response.redirect(303, door.details(subscription));
    }
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: context.t(`portal:cancel.title.${wanted}`, { plan: subscription.plan.name }),
      door: door.code,
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
      body: (
        <CancelPage
          context={context}
          door={door}
          subscription={subscription}
          options={options}
          kind={wanted}
          form={form}
        />
      ),
    });
  }

  /** The same page with what was typed, and what is wrong with it. */
  async askAgain(
    request: PortalRequest,
    response: Response,
    { id, kind, values, ...refused }: { id: string; kind: unknown; values: FormValues } & Refused,
  ): Promise<void> {
    const context = this.pages.context(request, response);
    const form = { values, errors: errorTexts(refused, context) };
    await this.ask(request, response, { id, kind, form });
  }

  async orderSupportAgain(
    request: PortalRequest,
    response: Response,
    { id, values, ...refused }: { id: string; values: FormValues } & Refused,
  ): Promise<void> {
    const door = doorOf(request.path);
    const { accountId } = visitorOf(request);
    const subscription = await this.standing.subscription(accountId, id);
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: subscription.plan.name,
      door: door.code,
      status: 422,
      body: (
        <OrderSupportForm
          context={context}
          action={`${door.base}/subscriptions/${id}/order-support`}
          form={{ values, errors: errorTexts(refused, context) }}
        />
      ),
    });
  }

  /**
   * The confirmation of one cancellation.
   * @throws DomainError `not_found`, also for another account's
   */
  async show(
    request: PortalRequest,
    response: Response,
    { id, again }: { id: string; again: boolean },
  ): Promise<void> {
    const door = doorOf(request.path);
    const { accountId } = visitorOf(request);
    const [cancellation] = await this.cancellations.run(accountId, { id });
    if (cancellation === undefined || cancellation.subscriptionId === null) {
      throw notFound('cancellation');
    }
    const [subscription, events, receipt] = await Promise.all([
      this.standing.subscription(accountId, cancellation.subscriptionId),
      this.timeline.run(id, EVERYTHING),
      this.receipts.ofCancellation(id),
    ]);
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: context.t('portal:confirmation.title', { plan: subscription.plan.name }),
      door: door.code,
      body: (
        <ConfirmationPage
          context={context}
          door={door}
          cancellation={cancellation}
          subscription={subscription}
          events={events.data}
          receipt={receipt}
          again={again}
        />
      ),
    });
  }
}

/** The wanted kind where it can be declared, else the one kind that can; null for none. */
function offeredKind(wanted: DeclaredKind, offered: DeclaredKind[]): DeclaredKind | null {
  if (wanted === 'extraordinary' || offered.includes(wanted)) return wanted;
  return offered[0] ?? null;
}

function errorTexts({ faults, form }: Refused, { t }: PageContext): FormState['errors'] {
  const texts = Object.entries(faults).map(([field, fault]) => [field, t(`portal:wrong.${fault}`)]);
  return {
    ...(Object.fromEntries(texts) as FormState['errors']),
    form: t(`portal:wrong.${form ?? 'form'}`),
  };
}
