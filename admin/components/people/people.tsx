import React, { useState } from 'react';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useTexts } from '../frame/use-texts';
import { NewPerson } from './new-person';
import { standingOf, type Person } from './person';
import { PersonDialog } from './person-dialog';

/** The members of the staff: who they are, how they stand, and what may be done about it. */
export default function People(): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { values, change } = usePageQuery();
  const cursor = values['cursor'] ?? '';
  const path = `/staff${cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`}`;
  const list = useDesk<{ data: Person[]; nextCursor: string | null }>(path, 30);
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const people = list.data?.data ?? [];
  const person = people.find(({ id }) => id === shown);
  const next = list.data?.nextCursor ?? null;
  return (
    <Page
      title={t('people.title')}
      lead={t('people.lead')}
      actions={
        me.may('staff.manage') ? (
          <button type="button" className="primary" onClick={() => setAdding(true)}>
            {t('people.add')}
          </button>
        ) : null
      }
    >
      <Refusal error={list.error} />
      {list.waiting ? <Waiting /> : null}
      {list.data !== null && people.length === 0 ? <Empty>{t('people.none')}</Empty> : null}
      {people.length > 0 ? <Table people={people} onOpen={setShown} /> : null}
      <nav className="pages" aria-label={t('records.pages')}>
        {cursor === '' ? null : (
          <button type="button" onClick={() => change({ cursor: null })}>
            {t('people.newest')}
          </button>
        )}
        {next === null ? null : (
          <button type="button" onClick={() => change({ cursor: next })}>
            {t('records.older')}
          </button>
        )}
      </nav>
      {adding ? <NewPerson onClose={() => setAdding(false)} onDone={list.reload} /> : null}
      {person === undefined ? null : (
        <PersonDialog person={person} onClose={() => setShown(null)} onChange={list.reload} />
      )}
    </Page>
  );
}

function Table({
  people,
  onOpen,
}: {
  people: readonly Person[];
  onOpen: (id: string) => void;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Scrolls label={t('people.title')}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col">{t('people.email')}</th>
            <th scope="col">{t('people.role')}</th>
            <th scope="col">{t('people.standing')}</th>
            <th scope="col">{t('people.secondFactor')}</th>
            <th scope="col" className="amount">
              {t('people.sessions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <button
                  type="button"
                  className="plain"
                  aria-label={t('people.open', { name: one.name })}
                  onClick={() => onOpen(one.id)}
                >
                  {one.name}
                </button>
              </th>
              <td>{one.email}</td>
              <td>{t(`roles.${one.role}`)}</td>
              <td>
                <StateWord state={standingOf(one)} group="people.standings" />
              </td>
              <td>{one.secondFactor ? t('records.yes') : t('records.no')}</td>
              <td className="amount">{one.sessions}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}
