import React, { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { rejectionCodes, type RejectionCode } from '../../../src/cancellations/cancellation-facts';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { Choice, TextArea } from '../frame/fields';
import { newId } from '../frame/new-id';
import { Note, Waiting } from '../frame/notice';
import { Scrolls } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useAct } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import { Code, MoneyValue, Time } from '../frame/values';
import type { RunFilter, RunKind, RunPreview, RunView } from './run-view';

const SHOWN = 8;

/**
 * Asks what shall be done to all that match a filter, shows what would come of it, and starts it.
 * Mount it to open it; a run that is started is shown on its own page.
 */
export function StartRun({
  filter,
  kinds,
  onClose,
}: {
  filter: RunFilter;
  /** What the list offers; the first is chosen. */
  kinds: readonly RunKind[];
  onClose: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const navigate = useNavigate();
  const { busy, error, run } = useAct();
  const [kind, setKind] = useState<RunKind>(kinds[0] ?? 'approve');
  const [reasonCode, setReasonCode] = useState<RejectionCode>('staff_decision');
  const [message, setMessage] = useState('');
  const [effective, setEffective] = useState('');
  const [id] = useState(newId);
  const content = {
    ...(kind === 'approve' && effective !== '' ? { effective } : {}),
    ...(kind === 'reject' ? { reasonCode } : {}),
    ...(kind === 'reject' && message.trim() !== '' ? { message: message.trim() } : {}),
  };
  const preview = usePreview({ kind, filter, content: kind === 'approve' ? content : {} });
  const { data } = preview;
  const startable = data !== null && data.count > 0 && !data.more;
  const verb =
    data === null
      ? t(`runs.verbs.${kind}`)
      : t(`runs.acts.${kind}`, { count: data.count, number: number(data.count) });
  const start = (): void => {
    if (!startable) return;
    void run(async () => {
      const { id: started } = await desk.post<RunView>('/runs', { id, kind, filter, content });
      navigate(`/admin/pages/run?id=${started}`);
    });
  };
  return (
    <ActDialog
      wide
      title={t('runs.start')}
      verb={verb}
      busy={busy || !startable}
      error={error ?? preview.error}
      onAct={start}
      onClose={onClose}
    >
      <Choice
        label={t('runs.what')}
        value={kind}
        onChange={(value) => setKind(value as RunKind)}
        options={kinds.map((one) => [one, t(`runs.verbs.${one}`)] as const)}
      />
      {kind === 'approve' ? (
        <Choice
          label={t('runs.effective')}
          value={effective}
          onChange={setEffective}
          options={[
            ['', t('runs.asAsked')],
            ['end_of_period', t('words.end_of_period')],
            ['immediate', t('words.immediate')],
          ]}
        />
      ) : null}
      {kind === 'reject' ? (
        <>
          <Choice
            label={t('cases.rejectReason')}
            value={reasonCode}
            onChange={(value) => setReasonCode(value as RejectionCode)}
            options={rejectionCodes.map(
              (code) => [code, t(`cases.rejectReasons.${code}`)] as const,
            )}
          />
          <TextArea
            label={t('runs.message')}
            hint={t('runs.messageHint')}
            value={message}
            onChange={setMessage}
            maxLength={2_000}
          />
        </>
      ) : null}
      {data === null && preview.error === null ? <Waiting what={t('runs.looking')} /> : null}
      {data ? <Foreseen preview={data} /> : null}
    </ActDialog>
  );
}

interface Wish {
  kind: RunKind;
  filter: RunFilter;
  content: object;
}

function usePreview(wish: Wish): {
  data: RunPreview | null;
  error: ReturnType<typeof useAct>['error'];
} {
  const text = JSON.stringify(wish);
  const { error, run } = useAct();
  const [seen, setSeen] = useState<{ text: string; data: RunPreview } | null>(null);
  useEffect(() => {
    let stale = false;
    void run(async () => {
      const data = await desk.post<RunPreview>('/runs/preview', JSON.parse(text) as Wish);
      if (!stale) setSeen({ text, data });
    });
    return () => {
      stale = true;
    };
  }, [text, run]);
  return { data: seen?.text === text ? seen.data : null, error };
}

/** How much it is, and of the first ones what would become of each. */
function Foreseen({
  preview: { count, more, most, sample },
}: {
  preview: RunPreview;
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  if (count === 0) return <Note>{t('runs.nothing')}</Note>;
  if (more) return <Note tone="caution">{t('runs.tooMany', { most: number(most) })}</Note>;
  return (
    <>
      <p role="status">
        <strong>{t('runs.matches', { count, number: number(count) })}</strong> {t('runs.frozen')}
      </p>
      <Scrolls label={t('runs.sample')}>
        <table className="desk">
          <caption>{t('runs.sample')}</caption>
          <thead>
            <tr>
              {(['reference', 'plan', 'requestedAt', 'result'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`runs.columns.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.slice(0, SHOWN).map((row) => (
              <tr key={row.cancellationId}>
                <td>
                  <Code>{row.reference}</Code>
                </td>
                <td>{row.plan ?? t('runs.unknownPlan')}</td>
                <td>
                  <Time at={row.requestedAt} day />
                </td>
                <td>
                  <Would row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </>
  );
}

function Would({
  row: { result, code, outcome },
}: {
  row: RunPreview['sample'][number];
}): React.JSX.Element {
  const { t, word } = useTexts();
  if (result === 'refused') {
    return (
      <>
        <span aria-hidden="true">✕</span> {t('runs.results.refused')}: {word('runs.codes', code)}
      </>
    );
  }
  if (result === 'proposed') return <>{t('runs.results.proposed')}</>;
  return (
    <>
      {outcome ? <StateWord state={outcome.state} /> : null}{' '}
      {outcome?.effectiveAt ? <Time at={outcome.effectiveAt} day /> : null}
      {outcome?.refund ? (
        <>
          {' · '}
          <MoneyValue {...outcome.refund} />
        </>
      ) : null}
    </>
  );
}
