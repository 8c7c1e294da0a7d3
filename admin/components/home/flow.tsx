import React, { useMemo, useState } from 'react';
import { StackedBars, type Bar, type Series } from '../charts/stacked-bars';
import { query } from '../frame/desk-client';
import { Choice } from '../frame/fields';
import { Note, Refusal, Waiting } from '../frame/notice';
import { Section } from '../frame/page';
import { useDesk } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import type { FlowView } from './home-view';

const DOORS = ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api'];
const LOOKS: readonly (readonly [key: string, look: Series['look']])[] = [
  ['completed', 'positive'],
  ['scheduled', 'link'],
  ['inReview', 'caution'],
  ['rejected', 'critical'],
];

/** What was asked for and what became of it, hour by hour or day by day. */
export function Flow(): React.JSX.Element {
  const { t, word } = useTexts();
  const { number } = useFormats();
  const [by, setBy] = useState<'hour' | 'day'>('hour');
  const [door, setDoor] = useState('');
  const [plan, setPlan] = useState('');
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const asked = `/home/flow${query({ by, door, plan, timeZone })}`;
  const { data, error, waiting } = useDesk<FlowView>(asked, 10);
  const plans = useDesk<{ data: { code: string; name: string }[] }>('/plans').data?.data ?? [];
  const bars = useBars(data);
  const any = t('records.any');
  return (
    <Section
      title={t('home.flow.title')}
      actions={(['hour', 'day'] as const).map((step) => (
        <button key={step} type="button" aria-pressed={by === step} onClick={() => setBy(step)}>
          {t(`home.flow.by_${step}`)}
        </button>
      ))}
    >
      <div className="pair">
        <Choice
          label={t('home.flow.door')}
          value={door}
          onChange={setDoor}
          options={[['', any], ...DOORS.map((code) => [code, word('words', code)] as const)]}
        />
        <Choice
          label={t('home.flow.plan')}
          value={plan}
          onChange={setPlan}
          options={[['', any], ...plans.map(({ code, name }) => [code, name] as const)]}
        />
      </div>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data && !data.complete ? <Note tone="caution">{t('home.flow.counting')}</Note> : null}
      {data ? (
        <>
          <StackedBars
            title={t(`home.flow.caption_${by}`)}
            bars={bars}
            series={LOOKS.map(([key, look]) => ({ key, look, name: t(`home.flow.${key}`) }))}
            mark={{ key: 'requested', name: t('home.flow.requested') }}
          />
          <p className="muted small">
            {t('home.flow.total', { number: number(data.totals.requested) })}
          </p>
        </>
      ) : null}
    </Section>
  );
}

function useBars(flow: FlowView | null): Bar[] {
  const { language } = useTexts();
  return useMemo(() => {
    if (flow === null) return [];
    const locale = language === 'en' ? 'en-GB' : language;
    const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
    const [short, whole] = flow.by === 'hour' ? [hour, moment] : [day, date];
    return flow.buckets.map(({ at, ...values }) => ({
      label: short.format(new Date(at)),
      title: whole.format(new Date(at)),
      values,
    }));
  }, [flow, language]);
}
