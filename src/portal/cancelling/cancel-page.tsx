import type { ReactElement } from 'react';
import type { OptionsView, OptionView } from '../../cancellations/cancellation-options.js';
import { newId } from '../../shared/ids.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import type { Door } from '../door.js';
import { Choices, Notice, TextArea } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import { ServiceDetails } from '../services/service-facts.js';
import type { FormState } from './declaration-form.js';
import { MOST_WORDS, ReasonFields } from './reason-fields.js';

export type DeclaredKind = OptionView['kind'];

interface CancelParts {
  context: PageContext;
  door: Door;
  subscription: SubscriptionView;
  options: OptionsView;
  kind: DeclaredKind;
  form: FormState;
}

/**
 * The page before the act: what ends, when, what is refunded, with the choices that the policy
 * allows; each choice is a quote that binds. One button does it, named by its verb and object.
 */
export function CancelPage(parts: CancelParts): ReactElement {
  const { context, door, subscription, options, kind, form } = parts;
  const { t } = context;
  const offered = options.options.filter((option) => option.kind === kind);
  return (
    <div className="narrow">
      <section className="card" aria-labelledby="what-heading">
        <h2 id="what-heading">{t('portal:cancel.what')}</h2>
        <ServiceDetails context={context} subscription={subscription} />
      </section>
      <form method="post" action={`${door.base}/subscriptions/${subscription.id}/cancel`}>
        {form.errors.form === undefined ? null : (
          <Notice tone="critical" alert title={form.errors.form} />
        )}
        <TokenField context={context} />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="submission" value={form.values.submission ?? newId()} />
        {kind === 'extraordinary' ? (
          <Ground context={context} form={form} />
        ) : (
          <Options context={context} options={offered} error={form.errors.quote} />
        )}
        <ReasonFields context={context} values={form.values} errors={form.errors} />
        <p className="muted">{t(`portal:cancel.undo.${kind}`)}</p>
        <div className="actions">
          <button className="primary">
            {t(kind === 'withdrawal' ? 'legal:confirmWithdrawal' : 'portal:cancel.confirm')}
          </button>
          <a href={door.details(subscription)}>{t('portal:cancel.back')}</a>
        </div>
      </form>
      <OtherKinds {...parts} />
    </div>
  );
}

function Options({
  context,
  options,
  error,
}: {
  context: PageContext;
  options: OptionView[];
  error?: string;
}): ReactElement {
  const { t } = context;
  const [first] = options;
  const choices = options.map((option) => ({
    value: option.quote,
    label: optionLabel(option, context),
    note: optionNote(option, context),
  }));
  return (
    <>
      {options.length === 1 && first !== undefined ? (
        <section className="card" aria-labelledby="then-heading">
          <h2 id="then-heading">{t('portal:cancel.then')}</h2>
          <p>
            <strong>{optionLabel(first, context)}</strong>
          </p>
          {optionNote(first, context)}
          <input type="hidden" name="quote" value={first.quote} />
        </section>
      ) : (
        <Choices
          name="quote"
          legend={t('portal:cancel.then')}
          choices={choices}
          chosen={first?.quote}
          error={error}
        />
      )}
      {first === undefined ? null : (
        <p className="muted small">
          {t('portal:cancel.quote', { until: context.dateTime(first.quoteExpiresAt) })}
        </p>
      )}
    </>
  );
}

function optionLabel(
  { kind, effective, effectiveAt }: OptionView,
  { t, date }: PageContext,
): string {
  if (kind === 'withdrawal') return t('portal:option.withdrawal');
  return t(`portal:option.${effective}`, { date: date(effectiveAt) });
}

function optionNote(
  { effective, effectiveAt, refund }: OptionView,
  context: PageContext,
): ReactElement {
  const { t, date, money } = context;
  return (
    <>
      <p>{t(`portal:optionNote.${effective}`, { date: date(effectiveAt) })}</p>
      <p>
        {refund.amount === 0
          ? t('portal:optionNote.noRefund')
          : t('portal:optionNote.refund', { amount: money(refund) })}
      </p>
    </>
  );
}

function Ground({ context, form }: { context: PageContext; form: FormState }): ReactElement {
  const { t } = context;
  return (
    <TextArea
      name="ground"
      label={t('portal:ground.label')}
      hint={t('portal:ground.hint')}
      value={form.values.ground}
      error={form.errors.ground}
      required
      maxLength={MOST_WORDS}
    />
  );
}

/** The other rights, as plain links: none of them stands in the way of the act. */
function OtherKinds({ context, door, subscription, options, kind }: CancelParts): ReactElement {
  const { t } = context;
  const address = `${door.base}/subscriptions/${subscription.id}/cancel`;
  const kinds = options.options.map((option) => option.kind);
  const others = [
    ...(kinds.includes('ordinary') ? (['ordinary'] as const) : []),
    ...(kinds.includes('withdrawal') ? (['withdrawal'] as const) : []),
    'extraordinary' as const,
  ].filter((other) => other !== kind);
  return (
    <ul className="plain more">
      {others.map((other) => (
        <li key={other}>
          <a href={`${address}?kind=${other}`}>{t(`portal:otherKind.${other}`)}</a>
        </li>
      ))}
    </ul>
  );
}
