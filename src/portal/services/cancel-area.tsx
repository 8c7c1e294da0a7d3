import type { ReactElement } from 'react';
import type { OptionsView } from '../../cancellations/cancellation-options.js';
import type { CancellationView } from '../../cancellations/cancellation.view.js';
import { isOpen } from '../../cancellations/cancellation-state.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import { CancellationState } from '../cancelling/cancellation-words.js';
import { KeepForm } from '../cancelling/keep-form.js';
import { OrderSupportForm } from '../cancelling/order-support-form.js';
import type { Door } from '../door.js';
import { Code, Notice } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';

/** All that decides what can be done about a subscription on its details page. */
export interface Standing {
  subscription: SubscriptionView;
  /** What the one eligibility function offers now. */
  options: OptionsView;
  /** The newest cancellation of the subscription, whatever became of it. */
  latest: CancellationView | undefined;
}

interface AreaParts extends Standing {
  context: PageContext;
  door: Door;
}

/**
 * The end of a details page: `Cancel` only where it would work, what is under way where something is,
 * else why not and the way on. Source: contract, "Customer doors".
 */
export function CancelArea(parts: AreaParts): ReactElement {
  const { context, door, subscription, options, latest } = parts;
  const { t } = context;
  if (latest !== undefined && isOpen(latest.state)) {
    return <UnderWay context={context} door={door} latest={latest} />;
  }
  const address = `${door.base}/subscriptions/${subscription.id}`;
  if (options.cancellable) {
    return (
      <section className="card" aria-labelledby="cancel-heading">
        <h2 id="cancel-heading">{t('portal:cancel.areaTitle')}</h2>
        <p>{t('portal:cancel.areaText')}</p>
        <Notes context={context} options={options} />
        <div className="actions">
          <form method="get" action={`${address}/cancel`}>
            <button className="primary">{t('portal:cancel.button')}</button>
          </form>
          {options.options.some(({ kind }) => kind === 'withdrawal') ? (
            <a href={`${address}/cancel?kind=withdrawal`}>{t('legal:withdrawFunction')}</a>
          ) : null}
        </div>
      </section>
    );
  }
  return (
    <section className="card" aria-labelledby="blocked-heading">
      <h2 id="blocked-heading">{t('portal:blocked.title')}</h2>
      <Notes context={context} options={options} />
      {options.route === 'order_support' ? (
        <OrderSupportForm context={context} action={`${address}/order-support`} />
      ) : (
        <NothingToDo context={context} door={door} latest={latest} />
      )}
    </section>
  );
}

/** Why it is not offered, or what to know before: each rule in the customer's words. */
function Notes({ context: { t }, options }: Pick<AreaParts, 'context' | 'options'>): ReactElement {
  return (
    <>
      {options.reasons.map(({ code }) => (
        <p key={code} data-reason={code}>
          {t([`portal:blocked.${code}`, `reasons:${code}.why`, 'reasons:unknown.why'])}
        </p>
      ))}
    </>
  );
}

function UnderWay({
  context,
  door,
  latest,
}: Pick<AreaParts, 'context' | 'door'> & { latest: CancellationView }): ReactElement {
  const { t } = context;
  return (
    <section className="card" aria-labelledby="under-way-heading">
      <h2 id="under-way-heading">{t('portal:underWay.title')}</h2>
      <p>
        <CancellationState context={context} cancellation={latest} />
      </p>
      <p>
        {t('portal:confirmation.reference')} <Code>{latest.reference}</Code>
      </p>
      <div className="actions">
        <KeepForm context={context} door={door} cancellation={latest} />
        <a href={`${door.base}/cancellations/${latest.id}`}>{t('portal:underWay.view')}</a>
      </div>
    </section>
  );
}

function NothingToDo({
  context: { t, brand },
  door,
  latest,
}: Pick<AreaParts, 'context' | 'door' | 'latest'>): ReactElement {
  return (
    <>
      {latest === undefined ? null : (
        <p>
          <a href={`${door.base}/cancellations/${latest.id}`}>{t('portal:underWay.view')}</a>
        </p>
      )}
      <Notice>
        <p>
          {t('portal:blocked.question')}{' '}
          <a href={`mailto:${brand.supportEmail}`}>{brand.supportEmail}</a>
        </p>
      </Notice>
    </>
  );
}
