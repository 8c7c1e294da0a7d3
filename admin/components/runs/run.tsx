import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { desk, query } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { Choice } from '../frame/fields';
import { useMe } from '../frame/me';
import { Empty, Note, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useAct, useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { Code, Time } from '../frame/values';
import { Progress } from './progress';
import type { RunRow, RunView } from './run-view';

const PER_PAGE = 50;

/** One run as it goes on: how far it is, what came of each row, and the ways to stop it. */
export default function Run(): React.JSX.Element {
  const { t } = useTexts();
  const { values } = usePageQuery();
  const id = values['id'] ?? '';
  const [every, setEvery] = useState(1);
  const { data, error, waiting, reload } = useDesk<RunView>(`/runs/${id}`, every);
  const moves = data?.state === 'running';
  if (data && moves !== (every === 1)) setEvery(moves ? 1 : 10);
  const title = data ? t('runs.title', { verb: t(`runs.verbs.${data.kind}`) }) : t('ways.runs');
  return (
    <Page title={title} actions={data ? <Acts run={data} onDone={reload} /> : null}>
      <p>
        <Link to="/admin/pages/runs">{t('runs.back')}</Link>
      </p>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data ? (
        <>
          <Overview run={data} />
          <Rows run={data} />
        </>
      ) : null}
    </Page>
  );
}

function Overview({ run }: { run: RunView }): React.JSX.Element {
  const { t, word } = useTexts();
  const { number } = useFormats();
  const { counts, progress, filter } = run;
  const named = Object.entries(filter).filter(([name]) => name !== 'list');
  return (
    <Section title={t('runs.overview')}>
      <p role="status">
        <StateWord state={run.state} />
      </p>
      <Progress
        done={progress.done}
        of={progress.of}
        rate={progress.rowsPerSecond}
        secondsLeft={progress.secondsLeft}
      />
      <dl className="facts">
        {(['done', 'proposed', 'refused', 'waiting'] as const).map((name) => (
          <React.Fragment key={name}>
            <dt>{t(`runs.results.${name}`)}</dt>
            <dd className="number">{number(counts[name])}</dd>
          </React.Fragment>
        ))}
        <dt>{t('runs.from')}</dt>
        <dd>
          {filter.list ? t(`runs.lists.${filter.list}`) : t('runs.lists.chosen')}
          {named.map(([name, value]) =>
            value === true
              ? ` · ${t(`runs.filters.${name}`)}`
              : ` · ${t(`runs.filters.${name}`)}: ${word('words', String(value))}`,
          )}
        </dd>
        {run.content.effective ? (
          <>
            <dt>{t('runs.effective')}</dt>
            <dd>{word('words', run.content.effective)}</dd>
          </>
        ) : null}
        {run.content.reasonCode ? (
          <>
            <dt>{t('cases.rejectReason')}</dt>
            <dd>{t(`cases.rejectReasons.${run.content.reasonCode}`)}</dd>
          </>
        ) : null}
        <dt>{t('runs.columns.createdAt')}</dt>
        <dd>
          <Time at={run.createdAt} />
        </dd>
        {run.finishedAt ? (
          <>
            <dt>{t('runs.finished')}</dt>
            <dd>
              <Time at={run.finishedAt} />
            </dd>
          </>
        ) : null}
      </dl>
      {run.content.message ? <p className="quote">{run.content.message}</p> : null}
      {counts.proposed > 0 ? <Note tone="caution">{t('runs.proposedNote')}</Note> : null}
    </Section>
  );
}

function Acts({
  run: { id, state },
  onDone,
}: {
  run: RunView;
  onDone: () => Promise<void>;
}): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { busy, error, run, clear } = useAct();
  const [asks, setAsks] = useState(false);
  const act = async (verb: 'pause' | 'resume' | 'abort'): Promise<void> => {
    if (await run(() => desk.post(`/runs/${id}/${verb}`))) setAsks(false);
    await onDone();
  };
  const open = me.may('runs.start') && (state === 'running' || state === 'paused');
  return (
    <>
      <a className="button" href={`/admin/api/runs/${id}/results`} download>
        {t('runs.download')}
      </a>
      {open ? (
        <>
          <button
            type="button"
            disabled={busy}
            onClick={() => void act(state === 'running' ? 'pause' : 'resume')}
          >
            {t(state === 'running' ? 'runs.pause' : 'runs.resume')}
          </button>
          <button type="button" disabled={busy} onClick={() => setAsks(true)}>
            {t('runs.abort')}
          </button>
        </>
      ) : null}
      {asks ? (
        <ActDialog
          title={t('runs.abort')}
          verb={t('runs.abort')}
          busy={busy}
          error={error}
          onAct={() => void act('abort')}
          onClose={() => {
            clear();
            setAsks(false);
          }}
        >
          <p>{t('runs.abortHint')}</p>
        </ActDialog>
      ) : (
        <Refusal error={error} />
      )}
    </>
  );
}

function Rows({ run }: { run: RunView }): React.JSX.Element {
  const { t, word } = useTexts();
  const { values, change } = usePageQuery();
  const { result = '', after = '0' } = values;
  const { data } = useDesk<{ data: RunRow[] }>(
    `/runs/${run.id}/rows${query({ result, after, limit: PER_PAGE })}`,
    run.state === 'running' ? 2 : undefined,
  );
  const last = data?.data.at(-1)?.row;
  return (
    <Section title={t('runs.rows')}>
      <Choice
        label={t('runs.columns.result')}
        value={result}
        onChange={(value) => change({ result: value, after: null })}
        options={[
          ['', t('records.any')],
          ...(['done', 'proposed', 'refused', 'waiting'] as const).map(
            (one) => [one, t(`runs.results.${one}`)] as const,
          ),
        ]}
      />
      {data && data.data.length === 0 ? <Empty>{t('records.none')}</Empty> : null}
      {data && data.data.length > 0 ? (
        <Scrolls label={t('runs.rows')}>
          <table className="desk">
            <thead>
              <tr>
                <th scope="col" className="amount">
                  {t('runs.columns.row')}
                </th>
                {(['reference', 'plan', 'result', 'now'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`runs.columns.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.data.map((row) => (
                <tr key={row.row}>
                  <td className="amount number">{row.row}</td>
                  <td>
                    <Link to={`/admin/resources/cancellations/records/${row.cancellationId}/show`}>
                      <Code>{row.reference}</Code>
                    </Link>
                  </td>
                  <td>{row.plan ?? t('runs.unknownPlan')}</td>
                  <td>
                    {row.result === 'waiting' && run.state === 'aborted'
                      ? t('runs.results.notRun')
                      : t(`runs.results.${row.result}`)}
                    {row.code ? `: ${word('runs.codes', row.code)}` : null}
                  </td>
                  <td>
                    <StateWord state={row.state} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
      <nav className="pages" aria-label={t('records.pages')}>
        {after !== '0' ? (
          <button type="button" onClick={() => change({ after: null })}>
            {t('runs.first')}
          </button>
        ) : null}
        {data?.data.length === PER_PAGE && last !== undefined ? (
          <button type="button" onClick={() => change({ after: String(last) })}>
            {t('runs.next')}
          </button>
        ) : null}
      </nav>
    </Section>
  );
}
