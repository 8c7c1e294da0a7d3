import React, { useState } from 'react';
import { useMe } from '../frame/me';
import { useTexts } from '../frame/use-texts';
import type { RunFilter } from './run-view';
import { StartRun } from './start-run';

/**
 * The way from the review queue to a run over all that it shows, on every page of it. A search and
 * one's own claims are no filter of a run: there it takes what stands on the page.
 * @param values the queue's filter, as the address holds it
 */
export function RunOverAll({
  values,
  ids,
}: {
  values: Readonly<Record<string, string>>;
  ids: readonly string[];
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (!me.may('runs.start') || ids.length === 0) return null;
  const named = Boolean(values['search']) || values['mine'] === 'true';
  const { plan, reason, door, country, age, waiting } = values;
  const filter: RunFilter = named
    ? { ids: [...ids] }
    : {
        list: 'review',
        ...(plan ? { plan } : {}),
        ...(reason ? { reason } : {}),
        ...(door ? { door } : {}),
        ...(country ? { country } : {}),
        ...(age ? { age: Number(age) } : {}),
        ...(waiting === 'proposal' ? { waiting } : {}),
      };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t(named ? 'runs.onPage' : 'runs.all')}
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
