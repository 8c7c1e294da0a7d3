import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { reasonCodes } from '../../../src/cancellations/cancellation-facts';
import type { CancelOptionsView } from '../../../src/order-support/customer.view.js';
import { desk } from '../frame/desk-client';
import { Choice, TextArea, TextField } from '../frame/fields';
import { Note, Refusal, Waiting } from '../frame/notice';
import { Section } from '../frame/page';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Code, MoneyValue, Time } from '../frame/values';

const CHANNELS = ['phone', 'mail', 'chat', 'letter'];

interface Draft {
  kind: string;
  effective: string;
  wishedEnd: string;
  ground: string;
  reason: string;
  comment: string;
  channel: string;
  askedAt: string;
  override: string;
}

/** What the policy says, how the customer asked, and what is to happen. */
export function CancelForm({ subscriptionId }: { subscriptionId: string }): React.JSX.Element {
  const { t } = useTexts();
  const { data, error, waiting } = useDesk<CancelOptionsView>(
    `/subscriptions/${subscriptionId}/cancel-options`,
  );
  const act = useAct();
  const [filed, setFiled] = useState<{ id: string; reference: string } | null>(null);
  const [draft, setDraft] = useState<Draft>(begun);
  const set = (name: keyof Draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const file = async (): Promise<void> => {
    const path = `/subscriptions/${subscriptionId}/cancel`;
    await act.run(async () => setFiled(await desk.post(path, bodyOf(draft))));
  };
  if (filed) {
    return (
      <Note tone="positive">
        <p>
          {t('cancelFor.filed')} <Code>{filed.reference}</Code>
        </p>
        <p>
          <Link to={`/admin/pages/case?id=${filed.id}`}>
            {t('cancelFor.openCase', { reference: filed.reference })}
          </Link>
        </p>
      </Note>
    );
  }
  return (
    <>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data ? <Eligibility options={data} /> : null}
      {data ? (
        <Section title={t('cancelFor.asked')}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!act.busy) void file();
            }}
          >
            <Choice
              label={t('cancelFor.channel')}
              value={draft.channel}
              onChange={set('channel')}
              options={CHANNELS.map((one) => [one, t(`cancelFor.channels.${one}`)] as const)}
            />
            <TextField
              label={t('cancelFor.askedAt')}
              hint={t('cancelFor.askedAtHint')}
              type="datetime-local"
              required
              value={draft.askedAt}
              onChange={set('askedAt')}
            />
            <KindFields draft={draft} set={set} />
            <Choice
              label={t('cases.fields.reason')}
              value={draft.reason}
              onChange={set('reason')}
              options={reasonCodes.map((one) => [one, t(`words.${one}`)] as const)}
            />
            <TextArea
              label={t('cases.fields.comment')}
              rows={2}
              maxLength={2000}
              value={draft.comment}
              onChange={set('comment')}
            />
            {asksReason(data, draft) ? (
              <TextArea
                label={t('cancelFor.override')}
                hint={t('cancelFor.overrideHint')}
                required
                rows={2}
                maxLength={1000}
                value={draft.override}
                onChange={set('override')}
              />
            ) : null}
            <Refusal error={act.error} />
            <button type="submit" className="primary" disabled={act.busy}>
              {act.busy ? t('frame.busy') : t('cancelFor.title')}
            </button>
          </form>
        </Section>
      ) : null}
    </>
  );
}

function KindFields({
  draft,
  set,
}: {
  draft: Draft;
  set: (name: keyof Draft) => (value: string) => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const kinds = ['ordinary', 'extraordinary', 'withdrawal'] as const;
  return (
    <>
      <Choice
        label={t('cancelFor.kind')}
        value={draft.kind}
        onChange={set('kind')}
        options={kinds.map((one) => [one, t(`words.${one}`)] as const)}
      />
      {draft.kind === 'extraordinary' ? (
        <TextArea
          label={t('cases.fields.ground')}
          hint={t('cancelFor.groundHint')}
          required
          rows={2}
          maxLength={2000}
          value={draft.ground}
          onChange={set('ground')}
        />
      ) : null}
      {draft.kind === 'withdrawal' ? null : (
        <>
          <Choice
            label={t('cases.effective')}
            value={draft.effective}
            onChange={set('effective')}
            options={[
              ['', t('cancelFor.byPolicy')],
              ['end_of_period', t('words.end_of_period')],
              ['immediate', t('words.immediate')],
            ]}
          />
          <TextField
            label={t('cases.fields.wishedEnd')}
            hint={t('cancelFor.wishedEndHint')}
            type="date"
            value={draft.wishedEnd}
            onChange={set('wishedEnd')}
          />
        </>
      )}
    </>
  );
}

/** Who it is about, and what the policy says to order support. */
function Eligibility({ options }: { options: CancelOptionsView }): React.JSX.Element {
  const { t, word } = useTexts();
  const { customer } = options;
  return (
    <Section title={`${options.plan.name}: ${customer.name}, ${customer.email}`}>
      {options.reasons.length > 0 ? (
        <Note tone={options.override ? 'caution' : 'plain'}>
          <ul>
            {options.reasons.map((reason) => (
              <li key={reason.code}>{word('rules', reason.code)}</li>
            ))}
          </ul>
        </Note>
      ) : (
        <Note tone="positive">
          <span aria-hidden="true">✓ </span>
          {t('cancelFor.allowed')}
        </Note>
      )}
      <ul className="plain">
        {options.options.map((option) => (
          <li key={`${option.kind} ${option.effective}`}>
            <strong>
              {word('words', option.kind)}, {word('words', option.effective)}
            </strong>
            : {t('cases.endsOn')} <Time at={option.effectiveAt} day />
            {option.refund ? (
              <>
                , {t('cases.refund')}{' '}
                <MoneyValue amount={option.refund.amount} currency={option.refund.currency} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Whether what is chosen goes against a rule: then a reason is asked, and a second person. */
function asksReason(options: CancelOptionsView, draft: Draft): boolean {
  const chosen = options.options.find(
    ({ kind, effective }) =>
      kind === draft.kind && (draft.effective === '' || effective === draft.effective),
  );
  return chosen?.override ?? (draft.kind === 'ordinary' && options.override);
}

/** A form as it is opened: on the phone, just now. */
function begun(): Draft {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return {
    kind: 'ordinary',
    effective: '',
    wishedEnd: '',
    ground: '',
    reason: 'other',
    comment: '',
    channel: 'phone',
    askedAt: local.toISOString().slice(0, 16),
    override: '',
  };
}

/** Only what was filled in; what does not belong to the kind is left out. */
function bodyOf(draft: Draft): Record<string, unknown> {
  const withdrawal = draft.kind === 'withdrawal';
  const given = (text: string): boolean => text.trim() !== '';
  return {
    kind: draft.kind,
    channel: draft.channel,
    askedAt: new Date(draft.askedAt).toISOString(),
    reason: {
      code: draft.reason,
      ...(given(draft.comment) ? { comment: draft.comment.trim() } : {}),
    },
    ...(!withdrawal && given(draft.effective) ? { effective: draft.effective } : {}),
    ...(!withdrawal && given(draft.wishedEnd) ? { wishedEnd: `${draft.wishedEnd}T00:00:00Z` } : {}),
    ...(draft.kind === 'extraordinary' ? { ground: draft.ground.trim() } : {}),
    ...(given(draft.override) ? { override: { reason: draft.override.trim() } } : {}),
  };
}
