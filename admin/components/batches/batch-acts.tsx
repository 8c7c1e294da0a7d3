import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { useMe } from '../frame/me';
import { Refusal } from '../frame/notice';
import { useAct } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import type { BatchState, BatchView } from './batch-view';

type Verb = 'second' | 'start' | 'pause' | 'resume' | 'abort' | 'retry';

/** What is asked back before it is done: it cannot be undone, or it is much. */
const ASKED: readonly Verb[] = ['second', 'start', 'abort'];

const offered: Readonly<Record<BatchState, readonly Verb[]>> = {
  checking: ['abort'],
  ready: ['second', 'start', 'abort'],
  running: ['pause', 'abort'],
  paused: ['resume', 'abort'],
  done: ['retry'],
  aborted: ['retry'],
  failed: ['retry'],
};

/** The buttons of a batch, as far as its state and the reader's role allow. */
export function BatchActs({
  batch,
  onDone,
}: {
  batch: BatchView;
  onDone: () => Promise<void>;
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const me = useMe();
  const navigate = useNavigate();
  const { busy, error, run, clear } = useAct();
  const [asked, setAsked] = useState<Verb | null>(null);
  const { waits } = batch.second;
  const left = batch.counts.invalid + batch.counts.rejected + batch.counts.failed;
  const shown = offered[batch.state].filter((verb) => {
    if (verb === 'second') {
      return waits && me.may('batches.second') && batch.submittedBy.id !== me.id;
    }
    if (verb === 'retry' && left === 0 && batch.state === 'done') return false;
    return me.may('batches.run') && !(verb === 'start' && waits);
  });
  const act = async (verb: Verb): Promise<void> => {
    const done = await run(async () => {
      const answer = await desk.post<BatchView>(`/batches/${batch.id}/${verb}`);
      if (verb === 'retry') navigate(`/admin/pages/batch?id=${answer.id}`);
    });
    if (done) setAsked(null);
    await onDone();
  };
  return (
    <>
      {batch.state !== 'checking' ? (
        <a className="button" href={`/admin/api/batches/${batch.id}/results`} download>
          {t('batches.acts.download')}
        </a>
      ) : null}
      {shown.map((verb, index) => (
        <button
          key={verb}
          type="button"
          className={index === 0 && (verb === 'second' || verb === 'start') ? 'primary' : undefined}
          disabled={busy}
          onClick={() => (ASKED.includes(verb) ? setAsked(verb) : void act(verb))}
        >
          {t(`batches.acts.${verb}`)}
        </button>
      ))}
      {asked ? (
        <ActDialog
          title={t(`batches.acts.${asked}`)}
          verb={t(`batches.acts.${asked}`)}
          busy={busy}
          error={error}
          onAct={() => void act(asked)}
          onClose={() => {
            clear();
            setAsked(null);
          }}
        >
          <p>
            {t(`batches.hints.${asked}`, {
              count: batch.counts.valid,
              number: number(batch.counts.valid),
            })}
          </p>
        </ActDialog>
      ) : (
        <Refusal error={error} />
      )}
    </>
  );
}
