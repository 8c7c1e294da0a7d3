import React from 'react';
import { Link } from 'react-router-dom';
import { useMe } from '../frame/me';
import { Section } from '../frame/page';
import { useFormats, useTexts } from '../frame/use-texts';
import type { HomeView, Waits } from './home-view';

/** Whether what works by itself does, and what is in its hands. */
export function Health({ home: { health, work } }: { home: HomeView }): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const rows: [name: string, waits: Waits, to?: string][] = [
    ['requested', work.requested],
    ['mails', work.mails],
    ['refunds', work.refunds],
    ['runningBatches', work.runningBatches, '/admin/pages/batches'],
    ['runningRuns', work.runningRuns, '/admin/pages/runs'],
  ];
  return (
    <Section
      title={t('home.health.title')}
      actions={me.may('queues.see') ? <a href="/admin/queues">{t('ways.queues')}</a> : null}
    >
      <Lamp ok={health.queue.ok} what="queue" />
      <Lamp ok={health.clock.ok} what="clock" since={health.clock.tickedAt} />
      <dl className="facts">
        {rows.map(([name, waits, to]) => (
          <React.Fragment key={name}>
            <dt>
              {to ? <Link to={to}>{t(`home.health.${name}`)}</Link> : t(`home.health.${name}`)}
            </dt>
            <dd>
              <Amount waits={waits} />
            </dd>
          </React.Fragment>
        ))}
      </dl>
    </Section>
  );
}

function Lamp({
  ok,
  what,
  since,
}: {
  ok: boolean;
  what: 'queue' | 'clock';
  since?: string | null;
}): React.JSX.Element {
  const { t } = useTexts();
  const { relative } = useFormats();
  return (
    <p className={ok ? 'state positive wraps' : 'state critical wraps'}>
      <span aria-hidden="true">{ok ? '✓' : '!'}</span>{' '}
      {t(`home.health.${what}${ok ? 'Ok' : 'Down'}`)}
      {!ok && since ? ` ${t('home.health.last', { since: relative(since) })}` : null}
    </p>
  );
}

function Amount({ waits: { count, more, oldestAt } }: { waits: Waits }): React.JSX.Element {
  const { t } = useTexts();
  const { number, relative } = useFormats();
  if (count === 0) return <span className="muted">{t('home.health.nothing')}</span>;
  return (
    <>
      <span className="number">
        {number(count)}
        {more ? '+' : ''}
      </span>
      {oldestAt ? (
        <span className="muted"> {t('home.needs.oldest', { since: relative(oldestAt) })}</span>
      ) : null}
    </>
  );
}
