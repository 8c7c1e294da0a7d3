import React, { useState } from 'react';
import type { PolicyCheck } from '../../../src/policies/check-policy.js';
import type { PolicyView } from '../../../src/policies/read-policies.js';
import { desk, DeskError } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { TextArea, TextField } from '../frame/fields';
import { Note, Waiting } from '../frame/notice';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { DifferenceTable } from './difference-table';

/** The parameters as JSON, begun from those in force; checked by the server before they are proposed. */
export function ProposeDialog({
  basedOn,
  onClose,
  onDone,
}: {
  basedOn: number;
  onClose: () => void;
  onDone: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run, clear } = useAct();
  const base = useDesk<PolicyView>(`/policies/${basedOn}`);
  const [typed, setTyped] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [from, setFrom] = useState('');
  const [checked, setChecked] = useState<PolicyCheck | null>(null);
  const text = typed ?? (base.data ? JSON.stringify(base.data.document, null, 2) : '');
  const read = (): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch (fault) {
      throw new DeskError(
        422,
        'not_json',
        t('policies.notJson', { fault: (fault as Error).message }),
      );
    }
  };
  const check = async (): Promise<void> => {
    await run(async () => setChecked(await desk.post('/policies/check', { document: read() })));
  };
  const propose = async (): Promise<void> => {
    const effectiveFrom = from === '' ? {} : { effectiveFrom: new Date(from).toISOString() };
    const sent = async (): Promise<unknown> =>
      desk.post('/policies/proposals', { document: read(), reason, ...effectiveFrom });
    if (await run(sent)) onDone();
  };
  return (
    <ActDialog
      wide
      title={t('policies.propose')}
      verb={t('policies.propose')}
      busy={busy}
      error={error ?? base.error}
      onAct={() => void propose()}
      onClose={onClose}
    >
      {base.waiting ? (
        <Waiting />
      ) : (
        <TextArea
          label={t('policies.document')}
          rows={16}
          value={text}
          onChange={(value) => {
            setTyped(value);
            setChecked(null);
            clear();
          }}
        />
      )}
      <p>
        <button type="button" disabled={busy} onClick={() => void check()}>
          {t('policies.check')}
        </button>
      </p>
      {checked ? (
        <>
          <Note tone="positive">{t('policies.sound')}</Note>
          <DifferenceTable differences={checked.changes} />
        </>
      ) : null}
      <TextField
        label={t('policies.effectiveFrom')}
        hint={t('policies.effectiveFromHint')}
        type="datetime-local"
        value={from}
        onChange={setFrom}
      />
      <TextField
        label={t('policies.note')}
        hint={t('policies.noteHint')}
        required
        value={reason}
        onChange={setReason}
      />
    </ActDialog>
  );
}
