import React, { useState } from 'react';
import { Choice, TextField } from '../frame/fields';
import { Section } from '../frame/page';
import { useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import type { RunFilter, RunKind } from './run-view';
import { StartRun } from './start-run';

const DOORS = ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api'];
const KINDS: Readonly<Record<'review' | 'failed', readonly RunKind[]>> = {
  review: ['approve', 'reject', 'revoke'],
  failed: ['retry', 'reject', 'revoke'],
};

/** Chooses what a run takes, by list and filter; what would come of it is shown before it starts. */
export function NewRun(): React.JSX.Element {
  const { t, word } = useTexts();
  const [list, setList] = useState<'review' | 'failed'>('review');
  const [plan, setPlan] = useState('');
  const [door, setDoor] = useState('');
  const [country, setCountry] = useState('');
  const [age, setAge] = useState('');
  const [open, setOpen] = useState(false);
  const plans = useDesk<{ data: { code: string; name: string }[] }>('/plans').data?.data ?? [];
  const any = t('records.any');
  const filter: RunFilter = {
    list,
    ...(plan === '' ? {} : { plan }),
    ...(door === '' ? {} : { door }),
    ...(country.trim() === '' ? {} : { country: country.trim().toUpperCase() }),
    ...(age === '' ? {} : { age: Number(age) }),
  };
  return (
    <Section title={t('runs.new')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
      >
        <div className="pair">
          <Choice
            label={t('runs.list')}
            value={list}
            onChange={(value) => setList(value as 'review' | 'failed')}
            options={(['review', 'failed'] as const).map((one) => [one, t(`runs.lists.${one}`)])}
          />
          <Choice
            label={t('home.flow.plan')}
            value={plan}
            onChange={setPlan}
            options={[['', any], ...plans.map(({ code, name }) => [code, name] as const)]}
          />
          <Choice
            label={t('home.flow.door')}
            value={door}
            onChange={setDoor}
            options={[['', any], ...DOORS.map((code) => [code, word('words', code)] as const)]}
          />
          <TextField
            label={t('runs.country')}
            hint={t('runs.countryHint')}
            value={country}
            onChange={setCountry}
            maxLength={2}
          />
          <TextField
            label={t('runs.age')}
            type="number"
            min={0}
            max={100_000}
            value={age}
            onChange={setAge}
          />
        </div>
        <div className="actions">
          <button type="submit" className="primary">
            {t('runs.show')}
          </button>
        </div>
      </form>
      {open ? (
        <StartRun filter={filter} kinds={KINDS[list]} onClose={() => setOpen(false)} />
      ) : null}
    </Section>
  );
}
