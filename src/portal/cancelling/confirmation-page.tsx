import type { ReactElement } from 'react';
import type { TimelineEvent } from '../../cancellations/cancellation-timeline.js';
import type { CancellationView } from '../../cancellations/cancellation.view.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import type { Door } from '../door.js';
import { Code, Facts, Notice } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { ServiceTags } from '../services/subscription-rows.js';
import { cancellationLead, CancellationState, cancellationTitle } from './cancellation-words.js';
import { KeepForm, mayKeep } from './keep-form.js';
import { Timeline } from './timeline.js';

/** One cancellation as its customer sees it. */
export interface Confirmation {
  cancellation: CancellationView;
  subscription: SubscriptionView;
  events: TimelineEvent[];
  /** Address of the receipt's page. */
  receipt: string | null;
}

interface ConfirmationParts extends Confirmation {
  context: PageContext;
  door: Door;
  /** A second declaration joined this one. */
  again: boolean;
}

/**
 * The proof: reference, what was declared, what became of it. The part marked as waiting follows the
 * job where there is script; without one a link looks again.
 */
export function ConfirmationPage(parts: ConfirmationParts): ReactElement {
  const { context, door, cancellation, subscription, events, receipt, again } = parts;
  const { t } = context;
  const waiting = cancellation.state === 'requested' || cancellation.state === 'failed';
  return (
    <div className="narrow">
      {again ? <Notice title={t('portal:confirmation.again')} /> : null}
      <div data-waiting={waiting} aria-live="polite">
        <section className="card" aria-labelledby="outcome-heading">
          <h2 id="outcome-heading">{cancellationTitle(cancellation, context)}</h2>
          {cancellationLead(cancellation, subscription.plan.name, context).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <Reasons context={context} cancellation={cancellation} />
          <ConfirmationFacts {...parts} />
          {waiting ? (
            <p className="no-print">
              <a href={`${door.base}/cancellations/${cancellation.id}`}>
                {t('portal:confirmation.look')}
              </a>
            </p>
          ) : null}
          <div className="actions">
            <KeepForm context={context} door={door} cancellation={cancellation} />
            {mayKeep(cancellation.state) ? (
              <span className="muted small">{t('portal:keep.note')}</span>
            ) : null}
          </div>
        </section>
        <section className="card" aria-labelledby="timeline-heading">
          <h2 id="timeline-heading">{t('portal:timeline.title')}</h2>
          <Timeline context={context} events={events} />
        </section>
      </div>
      <ReceiptLinks context={context} receipt={receipt} />
      <p>
        <a href={door.list}>{t('portal:confirmation.list')}</a>
      </p>
    </div>
  );
}

function ConfirmationFacts({
  context,
  cancellation,
  subscription,
}: ConfirmationParts): ReactElement {
  const { t, date, dateTime, money } = context;
  const { reference, kind, requestedAt, effectiveAt, refund, wishedEnd } = cancellation;
  return (
    <Facts
      rows={[
        [
          t('portal:confirmation.reference'),
          <span className="reference">
            <Code>{reference}</Code>
          </span>,
        ],
        [
          t('portal:confirmation.state'),
          <CancellationState context={context} cancellation={cancellation} />,
        ],
        [t('portal:service.service'), subscription.plan.name],
        [
          t('portal:confirmation.for'),
          <ServiceTags context={context} subscription={subscription} />,
        ],
        [t('portal:confirmation.kind'), t(`terms:kind.${kind}`)],
        [t('portal:confirmation.receivedAt'), dateTime(requestedAt)],
        wishedEnd === null ? null : [t('portal:confirmation.wishedEnd'), date(wishedEnd)],
        effectiveAt === null ? null : [t('portal:confirmation.endsAt'), dateTime(effectiveAt)],
        refund === null || refund.state === 'none'
          ? null
          : [
              t('portal:confirmation.refund'),
              <>
                <span className="money">{money(refund)}</span>{' '}
                <span className="muted">{t(`terms:refundState.${refund.state}`)}</span>
              </>,
            ],
      ]}
    />
  );
}

/** Why a person looks at it, or why it was refused, in the customer's words. */
function Reasons({
  context: { t },
  cancellation: { state, decision },
}: Pick<ConfirmationParts, 'context' | 'cancellation'>): ReactElement | null {
  if (state === 'failed') return <p>{t('reasons:processing_failed.why')}</p>;
  if ((state !== 'in_review' && state !== 'rejected') || decision === null) return null;
  const codes = decision.rules.filter(({ passed }) => !passed).map(({ code }) => code);
  const told = codes.filter((code) => !refundRules.includes(code));
  return (
    <>
      {told.map((code) => (
        <p key={code} data-reason={code}>
          {t([`reasons:${code}.why`, 'reasons:unknown.why'])}
        </p>
      ))}
    </>
  );
}

/** Rules that speak to the refund say nothing about why the end waits. */
const refundRules = ['outstanding_balance', 'refund_over_limit', 'notice_period'];

function ReceiptLinks({
  context: { t },
  receipt,
}: Pick<ConfirmationParts, 'context' | 'receipt'>): ReactElement | null {
  if (receipt === null) return null;
  return (
    <section className="card no-print" aria-labelledby="receipt-heading">
      <h2 id="receipt-heading">{t('portal:receipt.title')}</h2>
      <p>{t('portal:receipt.text')}</p>
      <ul className="plain row">
        <li>
          <a href={`${receipt}.pdf`}>{t('portal:receipt.pdf')}</a>
        </li>
        <li>
          <a href={receipt}>{t('portal:receipt.page')}</a>
        </li>
        <li>
          <a href={`${receipt}.json`}>{t('portal:receipt.json')}</a>
        </li>
      </ul>
    </section>
  );
}
