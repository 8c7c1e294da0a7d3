import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { desk, query } from '../frame/desk-client';
import { CheckField, Choice, TextArea, TextField } from '../frame/fields';
import { Refusal } from '../frame/notice';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import type { BatchView } from './batch-view';
import { RunWish, type Wish } from './run-wish';

const REASONS = [
  ...['too_expensive', 'unused', 'switched_service', 'missing_features', 'low_quality'],
  ...['too_complex', 'customer_service', 'device_sold', 'other'],
];

/** The days of the fields as instants in UTC; `to` is the day after, for the day itself counts. */
function dayToInstant(day: string, plus = 0): string | undefined {
  if (day === '') return undefined;
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + plus);
  return at.toISOString();
}

/** A batch of all running subscriptions that a filter finds, frozen when it is made. */
export function SubmitFilter(): React.JSX.Element {
  const { t, word } = useTexts();
  const navigate = useNavigate();
  const { busy, error, run } = useAct();
  const { data } = useDesk<{ data: { code: string; name: string }[] }>('/plans');
  const [plans, setPlans] = useState<readonly string[]>([]);
  const [segment, setSegment] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [accounts, setAccounts] = useState('');
  const [reason, setReason] = useState('other');
  const [comment, setComment] = useState('');
  const [effective, setEffective] = useState('');
  const [wish, setWish] = useState<Wish>({ mails: 'digest', linesPerSecond: '' });
  const emails = accounts.split(/[\s,;]+/).filter((email) => email !== '');
  const submit = (): Promise<boolean> =>
    run(async () => {
      const { id } = await desk.post<BatchView>(`/batches${query({ ...wish })}`, {
        filter: {
          ...(plans.length > 0 ? { planCodes: plans } : {}),
          ...(segment === '' ? {} : { segment }),
          periodEndsFrom: dayToInstant(from),
          periodEndsBefore: dayToInstant(to, 1),
          ...(emails.length > 0 ? { accounts: emails } : {}),
        },
        reason: { code: reason, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
        ...(effective === '' ? {} : { effective }),
      });
      navigate(`/admin/pages/batch?id=${id}`);
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset>
        <legend>{t('batches.plans')}</legend>
        {(data?.data ?? []).map(({ code, name }) => (
          <CheckField
            key={code}
            label={name}
            checked={plans.includes(code)}
            onChange={(on) => setPlans(on ? [...plans, code] : plans.filter((one) => one !== code))}
          />
        ))}
      </fieldset>
      <div className="pair">
        <Choice
          label={t('batches.segment')}
          value={segment}
          onChange={setSegment}
          options={[
            ['', t('records.any')],
            ['consumer', t('batches.consumer')],
            ['commercial', t('batches.commercial')],
          ]}
        />
        <TextField label={t('batches.periodFrom')} type="date" value={from} onChange={setFrom} />
        <TextField label={t('batches.periodTo')} type="date" value={to} onChange={setTo} />
      </div>
      <TextArea
        label={t('batches.accounts')}
        hint={t('batches.accountsHint')}
        value={accounts}
        onChange={setAccounts}
      />
      <div className="pair">
        <Choice
          label={t('batches.reason')}
          value={reason}
          onChange={setReason}
          options={REASONS.map((code) => [code, word('words', code)] as const)}
        />
        <Choice
          label={t('batches.effective')}
          value={effective}
          onChange={setEffective}
          options={[
            ['', t('batches.byPlan')],
            ['end_of_period', t('words.end_of_period')],
            ['immediate', t('words.immediate')],
          ]}
        />
      </div>
      <TextField
        label={t('batches.comment')}
        value={comment}
        onChange={setComment}
        maxLength={2_000}
      />
      <RunWish wish={wish} onChange={setWish} />
      <Refusal error={error} />
      <div className="actions">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? t('frame.busy') : t('batches.checkFilter')}
        </button>
      </div>
    </form>
  );
}
