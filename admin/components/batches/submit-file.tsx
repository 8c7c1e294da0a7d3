import React, { useId, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { query } from '../frame/desk-client';
import { Refusal } from '../frame/notice';
import { useAct } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import { RunWish, type Wish } from './run-wish';
import { upload } from './upload';

/** A batch by a file: dropped here or chosen, sent, and shown as it is checked. */
export function SubmitFile(): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const navigate = useNavigate();
  const id = useId();
  const { busy, error, run } = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const [wish, setWish] = useState<Wish>({ mails: 'each', linesPerSecond: '' });
  const submit = (): void => {
    if (file === null) return;
    setShare(0);
    void run(async () => {
      const { id: made } = await upload(file, query({ ...wish, name: file.name }), setShare);
      navigate(`/admin/pages/batch?id=${made}`);
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          setFile(event.dataTransfer.files[0] ?? null);
        }}
      >
        <label htmlFor={id}>{t('batches.file')}</label>
        <p className="muted">{t('batches.drop')}</p>
        <input
          id={id}
          type="file"
          accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        {file ? (
          <p role="status">
            <strong>{file.name}</strong>{' '}
            {t('batches.size', { size: number(Math.ceil(file.size / 1024)) })}
          </p>
        ) : null}
      </div>
      <p className="hint">{t('batches.columnsHint')}</p>
      <RunWish wish={wish} onChange={setWish} />
      {busy ? <progress value={share} max={1} aria-label={t('batches.sending')} /> : null}
      <Refusal error={error} />
      <div className="actions">
        <button type="submit" className="primary" disabled={file === null || busy}>
          {busy ? t('batches.sending') : t('batches.checkFile')}
        </button>
      </div>
    </form>
  );
}
