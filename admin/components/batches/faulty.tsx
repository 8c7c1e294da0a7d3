import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { query } from '../frame/desk-client';
import { Refusal } from '../frame/notice';
import { Scrolls, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Code } from '../frame/values';
import type { BatchView } from './batch-view';
import { useFaults } from './use-faults';

interface FaultyLine {
  line: number;
  externalRef: string | null;
  subscriptionId: string | null;
  state: string;
  codes: string[];
}

/** The lines that come to nothing, with their numbers in the file and what is wrong with them. */
export function Faulty({ batch }: { batch: BatchView }): React.JSX.Element | null {
  const { t, word } = useTexts();
  const fault = useFaults();
  const [after, setAfter] = useState(0);
  const { counts, check, state } = batch;
  const some =
    counts.invalid + counts.rejected + counts.failed + (check?.byOutcome['rejected'] ?? 0) > 0;
  const asked = some && state !== 'checking' ? query({ after, limit: 50 }) : null;
  const { data, error } = useDesk<{ data: FaultyLine[]; next: number | null }>(
    asked === null ? null : `/batches/${batch.id}/faulty-lines${asked}`,
    10,
  );
  if (asked === null) return null;
  return (
    <Section title={t('batches.faulty.title')}>
      <p className="muted">{t('batches.faulty.lead')}</p>
      <Refusal error={error} />
      {data ? (
        <Scrolls label={t('batches.faulty.title')}>
          <table className="desk">
            <thead>
              <tr>
                <th scope="col" className="amount">
                  {t('batches.faulty.line')}
                </th>
                {(['state', 'codes', 'externalRef', 'subscription'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`batches.faulty.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.data.map((line) => (
                <tr key={line.line}>
                  <th scope="row" className="amount number">
                    {line.line}
                  </th>
                  <td>
                    {line.state === 'invalid' ? (
                      word('batches.outcomes', 'invalid')
                    ) : (
                      <StateWord state={line.state} />
                    )}
                  </td>
                  <td>{line.codes.map(fault).join(', ')}</td>
                  <td>{line.externalRef ? <Code>{line.externalRef}</Code> : null}</td>
                  <td>
                    {line.subscriptionId ? (
                      <Link
                        to={`/admin/resources/subscriptions/records/${line.subscriptionId}/show`}
                      >
                        {t('batches.faulty.open')}
                      </Link>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
      <nav className="pages" aria-label={t('records.pages')}>
        {after > 0 ? (
          <button type="button" onClick={() => setAfter(0)}>
            {t('runs.first')}
          </button>
        ) : null}
        {data?.next ? (
          <button type="button" onClick={() => setAfter(data.next ?? 0)}>
            {t('runs.next')}
          </button>
        ) : null}
      </nav>
    </Section>
  );
}
