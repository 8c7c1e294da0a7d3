import React, { useState } from 'react';
import { useMe } from '../frame/me';
import { useTexts } from '../frame/use-texts';
import type { RunFilter } from './run-view';
import { StartRun } from './start-run';

/**
 * The way from the review queue to a run over all that it shows, on every page of it.
 * @param values the queue's filter, as the address holds it
 */
export function RunOverAll({
  values,
}: {
  values: Readonly<Record<string, string>>;
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (!me.may('runs.start')) return null;
  const { search, plan, reason, door, country, age, waiting, mine } = values;
  const filter: RunFilter = {
    list: 'review',
    ...(search ? { search } : {}),
    ...(plan ? { plan } : {}),
    ...(reason ? { reason } : {}),
    ...(door ? { door } : {}),
    ...(country ? { country } : {}),
    ...(age ? { age: Number(age) } : {}),
    ...(waiting === 'proposal' ? { waiting } : {}),
    ...(mine === 'true' ? { mine: true } : {}),
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t('runs.all')}
      </button>
      {open ? (
        <StartRun
          filter={filter}
          kinds={['approve', 'reject', 'revoke']}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
