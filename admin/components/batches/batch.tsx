import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { ShareBars } from '../charts/share-bars';
import { useMe } from '../frame/me';
import { Note, Refusal, Waiting } from '../frame/notice';
import { Page, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { Progress } from '../runs/progress';
import { BatchActs } from './batch-acts';
import { outcomes, type BatchView } from './batch-view';
import { Check } from './check';
import { Faulty } from './faulty';

/** One batch: what it is, what its check foresees, how it runs, and what came of it. */
export default function Batch(): React.JSX.Element {
  const { t } = useTexts();
  const { values } = usePageQuery();
  const id = values['id'] ?? '';
  const [every, setEvery] = useState(1);
  const { data, error, waiting, reload } = useDesk<BatchView>(`/batches/${id}`, every);
  const moves = data?.state === 'checking' || data?.state === 'running';
  if (data && moves !== (every === 1)) setEvery(moves ? 1 : 10);
  const title = data?.fileName ?? t(data ? `batches.sources.${data.source}` : 'ways.batches');
  return (
    <Page title={title} actions={data ? <BatchActs batch={data} onDone={reload} /> : null}>
      <p>
        <Link to="/admin/pages/batches">{t('batches.back')}</Link>
      </p>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data ? (
        <>
          <Second batch={data} />
          <Overview batch={data} />
          {data.startedAt ? <Outcome batch={data} /> : null}
          {data.check ? <Check check={data.check} past={data.startedAt !== null} /> : null}
          <Faulty batch={data} />
        </>
      ) : null}
    </Page>
  );
}

/** Four eyes: what is waited for, and from whom. */
function Second({
  batch: { second, submittedBy, state },
}: {
  batch: BatchView;
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  const { time } = useFormats();
  if (!second.needed) return null;
  if (second.by !== null) {
    const by = second.by === me.id ? t('batches.you') : t('batches.somebody');
    return <Note>{t('batches.seconded', { by, at: time(second.at) })}</Note>;
  }
  if (state !== 'ready') return state === 'checking' ? <Note>{t('batches.willWait')}</Note> : null;
  const own = submittedBy.id === me.id;
  const may = me.may('batches.second') && !own;
  return (
    <Note tone="caution">
      {t(may ? 'batches.yours' : own ? 'batches.ownWaits' : 'batches.waitsFor')}
    </Note>
  );
}

function Overview({ batch }: { batch: BatchView }): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const { counts, progress, state, submittedBy } = batch;
  const me = useMe();
  const moves = state === 'checking' || state === 'running' || state === 'paused';
  return (
    <Section title={t('batches.overview')}>
      <p role="status">
        <StateWord state={state} />
      </p>
      {moves ? (
        <Progress
          done={progress.done}
          of={progress.of}
          rate={progress.linesPerSecond}
          secondsLeft={progress.secondsLeft}
        />
      ) : null}
      <dl className="facts">
        {(['total', 'valid', 'invalid'] as const).map((name) => (
          <React.Fragment key={name}>
            <dt>{t(`batches.counts.${name}`)}</dt>
            <dd className="number">{number(counts[name])}</dd>
          </React.Fragment>
        ))}
        <dt>{t('batches.mails')}</dt>
        <dd>{t(`batches.mails_${batch.mails}`)}</dd>
        {batch.linesPerSecond ? (
          <>
            <dt>{t('batches.limit')}</dt>
            <dd className="number">{number(batch.linesPerSecond)}</dd>
          </>
        ) : null}
        <dt>{t('batches.submittedBy')}</dt>
        <dd>{submittedBy.id === me.id ? t('batches.you') : submittedBy.name}</dd>
        {(['createdAt', 'startedAt', 'finishedAt'] as const).map((name) =>
          batch[name] ? (
            <React.Fragment key={name}>
              <dt>{t(`batches.times.${name}`)}</dt>
              <dd>
                <Time at={batch[name]} />
              </dd>
            </React.Fragment>
          ) : null,
        )}
        {batch.retryOf ? (
          <>
            <dt>{t('batches.retryOf')}</dt>
            <dd>
              <Link to={`/admin/pages/batch?id=${batch.retryOf}`}>{t('batches.thatBatch')}</Link>
            </dd>
          </>
        ) : null}
      </dl>
    </Section>
  );
}

function Outcome({ batch: { counts } }: { batch: BatchView }): React.JSX.Element {
  const { t, word } = useTexts();
  const states = { inReview: 'in_review' } as Readonly<Record<string, string>>;
  const shares = [...(['requested'] as const), ...outcomes]
    .filter((name) => counts[name] > 0)
    .map((name) => {
      const state = states[name] ?? name;
      return { key: name, name: word('words', state), count: counts[name] };
    });
  return (
    <Section title={t('batches.outcome')}>
      {shares.length === 0 ? <p className="muted">{t('batches.noOutcome')}</p> : null}
      {shares.length > 0 ? <ShareBars title={t('batches.lines')} shares={shares} /> : null}
    </Section>
  );
}
