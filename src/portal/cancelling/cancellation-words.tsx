import type { ReactElement } from 'react';
import type { CancellationView } from '../../cancellations/cancellation.view.js';
import type { PageContext } from '../frame/page-context.js';
import type { Tone } from '../services/subscription-words.js';

/** What is known of a cancellation here; its state decides the words. */
type Told = Pick<
  CancellationView,
  'state' | 'kind' | 'requestedAt' | 'effectiveAt' | 'refund' | 'reference'
>;

const tones: Readonly<Record<Told['state'], Tone>> = {
  requested: 'caution',
  in_review: 'caution',
  scheduled: 'positive',
  completed: 'positive',
  rejected: 'critical',
  failed: 'caution',
  revoked: 'quiet',
};

/** State of a cancellation as a word with a shape. */
export function CancellationState({
  context: { t },
  cancellation: { state },
}: {
  context: PageContext;
  cancellation: Told;
}): ReactElement {
  return <span className={`state ${tones[state]}`}>{t(`terms:cancellationState.${state}`)}</span>;
}

/** `Your cancellation is confirmed`: the state as a heading; a withdrawal is called one. */
export function cancellationTitle({ state, kind }: Told, { t }: PageContext): string {
  const context = kind === 'withdrawal' ? 'withdrawal' : undefined;
  const occasion = state === 'requested' || state === 'failed' ? 'received' : state;
  return t(`mail:title.${occasion}`, { context });
}

/** One or more sentences that say what has happened and what happens next. */
export function cancellationLead(
  cancellation: Told,
  planName: string,
  { t, date, dateTime, money }: PageContext,
): string[] {
  const { state, kind, requestedAt, effectiveAt, refund } = cancellation;
  const params = {
    context: kind === 'withdrawal' ? 'withdrawal' : undefined,
    plan: planName,
    received: dateTime(requestedAt),
    end: effectiveAt === null ? '' : date(effectiveAt),
  };
  const sentences = [t(`portal:lead.${state}`, params)];
  const ends = state === 'scheduled' || state === 'completed';
  if (ends && refund !== null && refund.state !== 'none') {
    sentences.push(t(`portal:refund.${refund.state}`, { amount: money(refund) }));
  }
  return sentences;
}
