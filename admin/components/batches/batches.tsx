import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { query } from '../frame/desk-client';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import type { BatchView } from './batch-view';
import { SubmitFile } from './submit-file';
import { SubmitFilter } from './submit-filter';

/** All batches, and the two ways to a new one. */
export default function Batches(): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { values, change } = usePageQuery();
  const asked = `/batches${query({ limit: 25, cursor: values['cursor'] })}`;
  const { data, error, waiting } = useDesk<{ data: BatchView[]; nextCursor: string | null }>(
    asked,
    10,
  );
  return (
    <Page title={t('ways.batches')} lead={t('batches.lead')}>
      {me.may('batches.run') ? <NewBatch /> : null}
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data && data.data.length === 0 ? <Empty>{t('batches.none')}</Empty> : null}
      {data && data.data.length > 0 ? <BatchTable batches={data.data} /> : null}
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

function NewBatch(): React.JSX.Element {
  const { t } = useTexts();
  const [way, setWay] = useState<'file' | 'filter'>('file');
  return (
    <Section
      title={t('batches.new')}
      actions={(['file', 'filter'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={way === one} onClick={() => setWay(one)}>
          {t(`batches.by_${one}`)}
        </button>
      ))}
    >
      {way === 'file' ? <SubmitFile /> : <SubmitFilter />}
    </Section>
  );
}

function BatchTable({ batches }: { batches: BatchView[] }): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  return (
    <Scrolls label={t('ways.batches')}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('batches.columns.name')}</th>
            <th scope="col">{t('batches.columns.state')}</th>
            <th scope="col">{t('batches.columns.createdAt')}</th>
            {(['total', 'invalid', 'done'] as const).map((name) => (
              <th key={name} scope="col" className="amount">
                {t(`batches.columns.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.id}>
              <th scope="row">
                <Link to={`/admin/pages/batch?id=${batch.id}`}>
                  {batch.fileName ?? t(`batches.sources.${batch.source}`)}
                </Link>
              </th>
              <td>
                <StateWord state={batch.state} />
                {batch.second.waits ? <div className="caution">{t('batches.waits')}</div> : null}
              </td>
              <td>
                <Time at={batch.createdAt} />
              </td>
              <td className="amount number">{number(batch.counts.total)}</td>
              <td className="amount number">{number(batch.counts.invalid)}</td>
              <td className="amount number">{number(batch.startedAt ? batch.progress.done : 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}
