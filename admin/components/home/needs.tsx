import React from 'react';
import { Link } from 'react-router-dom';
import type { Permission } from '../../../src/staff/permissions.js';
import { useMe } from '../frame/me';
import { useFormats, useTexts } from '../frame/use-texts';
import { Code, Time } from '../frame/values';
import type { HomeView, Waits } from './home-view';

interface Need {
  name: string;
  waits: Pick<Waits, 'count' | 'more'>;
  to: string;
  permission: Permission;
  more?: React.ReactNode;
}

/** What somebody has to do something about: each figure leads to where it is done. */
export function Needs({ home }: { home: HomeView }): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { work } = home;
  const all: Need[] = [
    {
      name: 'reviews',
      waits: home.reviews,
      to: '/admin/pages/review-queue',
      permission: 'reviews.see',
      more: <ReviewAges home={home} />,
    },
    {
      name: 'failedCancellations',
      waits: work.failedCancellations,
      to: '/admin/resources/cancellations?state=failed',
      permission: 'records.see',
    },
    {
      name: 'heldRefunds',
      waits: work.heldRefunds,
      to: '/admin/resources/refunds?state=held',
      permission: 'records.see',
    },
    {
      name: 'failedRefunds',
      waits: work.failedRefunds,
      to: '/admin/resources/refunds?state=failed',
      permission: 'records.see',
    },
    {
      name: 'failedMails',
      waits: work.failedMails,
      to: '/admin/resources/notifications?state=failed',
      permission: 'records.see',
    },
    {
      name: 'batchesToSecond',
      waits: work.batchesToSecond,
      to: '/admin/pages/batches',
      permission: 'batches.see',
    },
  ];
  const mine = all.filter(({ permission }) => me.may(permission));
  const [waiting, quiet] = [
    mine.filter(({ waits }) => waits.count > 0),
    mine.filter(({ waits }) => waits.count === 0),
  ];
  return (
    <section aria-labelledby="needs">
      <h2 id="needs" className="needs">
        {t('home.needs.title')}
      </h2>
      {waiting.length === 0 ? <p className="empty muted">{t('home.needs.none')}</p> : null}
      <Claims claims={home.claims} />
      <ul className="plain tiles">
        {waiting.map((need) => (
          <Tile key={need.name} need={need} />
        ))}
      </ul>
      {waiting.length > 0 && quiet.length > 0 ? (
        <p className="muted small">
          {t('home.needs.quiet', {
            names: quiet.map(({ name }) => t(`home.needs.${name}`)).join(' · '),
          })}
        </p>
      ) : null}
    </section>
  );
}

function Tile({ need: { name, waits, to, more } }: { need: Need }): React.JSX.Element {
  const { t } = useTexts();
  const { number, relative } = useFormats();
  const { oldestAt } = waits as Partial<Waits>;
  return (
    <li className="card tile">
      <h3>
        <Link to={to}>{t(`home.needs.${name}`)}</Link>
      </h3>
      <p className="figure">
        {number(waits.count)}
        {waits.more ? '+' : ''}
      </p>
      {more}
      {oldestAt ? (
        <p className="muted small">{t('home.needs.oldest', { since: relative(oldestAt) })}</p>
      ) : null}
    </li>
  );
}

function ReviewAges({ home: { reviews } }: { home: HomeView }): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const ages = Object.entries(reviews.byDue).filter(([, count]) => count > 0);
  return (
    <ul className="plain small muted">
      {ages.map(([age, count]) => (
        <li key={age}>{t(`home.ages.${age}`, { number: number(count) })}</li>
      ))}
      {reviews.proposals > 0 ? (
        <li>{t('home.needs.proposals', { number: number(reviews.proposals) })}</li>
      ) : null}
    </ul>
  );
}

/** What I have in hand comes before what waits for anybody. */
function Claims({ claims }: { claims: HomeView['claims'] }): React.JSX.Element | null {
  const { t } = useTexts();
  if (claims.length === 0) return null;
  return (
    <div className="card">
      <h3>{t('home.needs.claims')}</h3>
      <ul className="plain">
        {claims.map(({ cancellationId, reference, plan, dueAt }) => (
          <li key={cancellationId}>
            <Link to={`/admin/pages/case?id=${cancellationId}`}>
              <Code>{reference}</Code>
            </Link>{' '}
            {plan ?? t('runs.unknownPlan')}{' '}
            <span className="muted">
              {t('home.needs.due')} <Time at={dueAt} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
