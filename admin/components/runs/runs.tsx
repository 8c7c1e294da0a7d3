import React from 'react';
import { Link } from 'react-router-dom';
import { query } from '../frame/desk-client';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { NewRun } from './new-run';
import type { RunView } from './run-view';

/** All runs, the newest first. */
export default function Runs(): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const me = useMe();
  const { values, change } = usePageQuery();
  const asked = `/runs${query({ limit: 25, cursor: values['cursor'] })}`;
  const { data, error, waiting } = useDesk<{ data: RunView[]; nextCursor: string | null }>(
    asked,
    10,
  );
  return (
    <Page title={t('ways.runs')} lead={t('runs.lead')}>
      {me.may('runs.start') ? <NewRun /> : null}
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data && data.data.length === 0 ? <Empty>{t('runs.none')}</Empty> : null}
      {data && data.data.length > 0 ? (
        <Scrolls label={t('ways.runs')}>
          <table className="desk">
            <thead>
              <tr>
                <th scope="col">{t('runs.columns.kind')}</th>
                <th scope="col">{t('runs.columns.state')}</th>
                <th scope="col">{t('runs.columns.createdAt')}</th>
                {(['total', 'done', 'proposed', 'refused'] as const).map((name) => (
                  <th key={name} scope="col" className="amount">
                    {t(`runs.columns.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.data.map((run) => (
                <tr key={run.id}>
                  <th scope="row">
                    <Link to={`/admin/pages/run?id=${run.id}`}>{t(`runs.verbs.${run.kind}`)}</Link>
                  </th>
                  <td>
                    <StateWord state={run.state} />
                  </td>
                  <td>
                    <Time at={run.createdAt} />
                  </td>
                  {(['total', 'done', 'proposed', 'refused'] as const).map((name) => (
                    <td key={name} className="amount number">
                      {number(run.counts[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
      {data?.nextCursor ? (
        <nav className="pages" aria-label={t('records.pages')}>
          <button type="button" onClick={() => change({ cursor: data.nextCursor })}>
            {t('records.older')}
          </button>
        </nav>
      ) : null}
    </Page>
  );
}
