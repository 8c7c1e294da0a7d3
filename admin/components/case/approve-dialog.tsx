import React, { useState } from 'react';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { Choice, TextArea, TextField } from '../frame/fields';
import { minorUnits, typedAmount } from '../frame/minor-units';
import { Note } from '../frame/notice';
import { useAct } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import type { CaseDialogProps } from './case-dialog-props';

/** Prefilled with what was asked for, or with what a colleague proposed: then the same is seconded. */
export function ApproveDialog({ found, onClose, onDone }: CaseDialogProps): React.JSX.Element {
  const { t, word } = useTexts();
  const { date } = useFormats();
  const { busy, error, run } = useAct();
  const { proposal, previews } = found;
  const [effective, setEffective] = useState(
    proposal?.effective ?? found.effective ?? previews[0]?.effective ?? 'end_of_period',
  );
  const [day, setDay] = useState(proposal?.effectiveAt?.slice(0, 10) ?? '');
  const preview = previews.find((one) => one.effective === effective);
  const currency = preview?.refund?.currency ?? found.subscription?.price.currency ?? 'EUR';
  const proposed = proposal?.refund ?? null;
  const [refund, setRefund] = useState(proposed ? typedAmount(proposed.amount, currency) : '');
  const [message, setMessage] = useState(proposal?.message ?? '');
  const amount = refund.trim() === '' ? undefined : minorUnits(refund, currency);
  const fault = amount === null ? t('cases.wrongAmount') : undefined;
  const computed = preview?.refund ? typedAmount(preview.refund.amount, currency) : '0';
  const approve = async (): Promise<void> => {
    if (amount === null) return;
    const body = {
      version: found.version,
      effective,
      ...(day === '' ? {} : { effectiveAt: `${day}T00:00:00Z` }),
      ...(amount === undefined ? {} : { refundAmount: amount }),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    };
    let result = 'decided';
    const sent = async (): Promise<void> => {
      ({ result } = await desk.post<{ result: string }>(`/cases/${found.id}/approve`, body));
    };
    if (await run(sent)) onDone(t(`cases.done.${result === 'proposed' ? 'proposed' : 'approve'}`));
  };
  return (
    <ActDialog
      title={t('cases.approveTitle', { reference: found.reference })}
      verb={t('cases.actions.approve')}
      busy={busy}
      error={error}
      onAct={() => void approve()}
      onClose={onClose}
    >
      {proposal ? (
        <p>{t(`reviews.proposed.${proposal.verdict}`, { name: proposal.by.name })}</p>
      ) : null}
      <Choice
        label={t('cases.effective')}
        value={effective}
        onChange={(value) => setEffective(value as 'end_of_period' | 'immediate')}
        options={(previews.length > 0
          ? previews.map((one) => one.effective)
          : (['end_of_period', 'immediate'] as const)
        ).map((one) => {
          const at = previews.find((other) => other.effective === one)?.effectiveAt;
          return [one, at ? `${word('words', one)}, ${date(at)}` : word('words', one)] as const;
        })}
      />
      <TextField
        label={t('cases.effectiveDay')}
        hint={t('cases.effectiveDayHint')}
        type="date"
        value={day}
        onChange={setDay}
      />
      <TextField
        label={t('cases.refundIn', { currency })}
        hint={t('cases.refundHint', { amount: computed })}
        fault={fault}
        inputMode="decimal"
        value={refund}
        onChange={setRefund}
      />
      {preview?.needsSecond && !proposal ? (
        <Note tone="caution">{t('cases.asksSecond')}</Note>
      ) : null}
      <TextArea
        label={t('cases.message')}
        hint={t('cases.messageHint', { language: found.account?.language ?? '' })}
        rows={3}
        maxLength={2000}
        value={message}
        onChange={setMessage}
      />
    </ActDialog>
  );
}
