import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import type { PageContext } from '../frame/page-context.js';

/** How grave a state is; the word says what it is, the tone only adds a shape and a colour. */
export type Tone = 'positive' | 'caution' | 'critical' | 'quiet';

/** The state of a subscription with its date: `Active until 14 March 2027`. */
export function subscriptionState(
  { status, autoRenew, currentPeriod, endsAt }: SubscriptionView,
  { t, date }: Pick<PageContext, 't' | 'date'>,
): { tone: Tone; text: string } {
  const end = date(endsAt ?? currentPeriod.endsAt);
  switch (status) {
    case 'active':
      return autoRenew
        ? { tone: 'positive', text: t('portal:state.renews', { date: end }) }
        : { tone: 'positive', text: t('portal:state.until', { date: end }) };
    case 'ending':
      return { tone: 'caution', text: t('portal:state.ending', { date: end }) };
    case 'cancelled':
      return { tone: 'quiet', text: t('portal:state.cancelled', { date: end }) };
    case 'expired':
      return { tone: 'quiet', text: t('portal:state.expired', { date: end }) };
  }
}

/** `€9.99 every month`; the interval is an ISO 8601 duration of whole months or years. */
export function billingPlan(
  { billing }: Pick<SubscriptionView, 'billing'>,
  { t, money }: Pick<PageContext, 't' | 'money'>,
): string {
  const [, count = '1', unit = 'M'] = /^P(\d+)([MY])$/.exec(billing.interval) ?? [];
  const every = t(`portal:interval.${unit === 'Y' ? 'years' : 'months'}`, { count: Number(count) });
  return t('portal:billing.plan', { price: money(billing.price), every });
}
