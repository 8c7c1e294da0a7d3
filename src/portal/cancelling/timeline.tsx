import type { ReactElement } from 'react';
import type { TimelineEvent } from '../../cancellations/cancellation-timeline.js';
import type { PageContext } from '../frame/page-context.js';

/** The steps that concern a customer; what only staff and programs do with it is left out. */
const told: readonly string[] = [
  'cancellation.requested',
  'declaration.attached',
  'cancellation.in_review',
  'cancellation.scheduled',
  'cancellation.completed',
  'cancellation.rejected',
  'cancellation.revoked',
  'cancellation.failed',
  'refund.requested',
  'refund.held',
  'refund.issued',
];

/** What happened, first to last, as sentences. */
export function Timeline({
  context: { t, dateTime, date, money },
  events,
}: {
  context: PageContext;
  events: readonly TimelineEvent[];
}): ReactElement {
  const sentence = ({ action, actor, detail }: TimelineEvent): string => {
    const { effectiveAt, amount, currency } = detail;
    return t(`portal:timeline.${action.replace('.', '_')}`, {
      context: actor.type === 'staff' ? 'staff' : undefined,
      date: typeof effectiveAt === 'string' ? date(effectiveAt) : '',
      amount:
        typeof amount === 'number' && typeof currency === 'string'
          ? money({ amount, currency })
          : '',
    });
  };
  return (
    <ol className="timeline">
      {events
        .filter(({ action }) => told.includes(action))
        .map((event, at) => (
          <li key={at}>
            {sentence(event)} <time dateTime={event.at}>{dateTime(event.at)}</time>
          </li>
        ))}
    </ol>
  );
}
