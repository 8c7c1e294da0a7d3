import React from 'react';
import { ShareBars } from '../charts/share-bars';
import { Section } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { MoneyValue } from '../frame/values';
import type { BatchView } from './batch-view';
import { useFaults } from './use-faults';

/** What the check foresees: outcomes, plans, what speaks against lines, and the money. */
export function Check({
  check,
  past,
}: {
  check: NonNullable<BatchView['check']>;
  /** Whether the batch has been started since. */
  past: boolean;
}): React.JSX.Element {
  const { t, word } = useTexts();
  const fault = useFaults();
  const of = (
    counts: Record<string, number>,
    name: (key: string) => string,
  ): Parameters<typeof ShareBars>[0]['shares'] =>
    Object.entries(counts).map(([key, count]) => ({ key, name: name(key), count }));
  return (
    <Section title={t('batches.check.title')}>
      {past ? null : <p className="muted">{t('batches.check.lead')}</p>}
      <div className="columns roomy">
        <ShareBars
          title={t('batches.check.byOutcome')}
          shares={of(check.byOutcome, (key) => word('batches.outcomes', key))}
        />
        <ShareBars
          title={t('batches.check.byPlan')}
          shares={of(check.byPlan, (key) => word('words', key))}
        />
        {Object.keys(check.byReason).length > 0 ? (
          <ShareBars title={t('batches.check.byReason')} shares={of(check.byReason, fault)} />
        ) : null}
        <div>
          <h3>{t('batches.check.refunds')}</h3>
          {check.refunds.length === 0 ? (
            <p className="muted">{t('batches.check.noRefunds')}</p>
          ) : null}
          <ul className="plain">
            {check.refunds.map(({ amount, currency }) => (
              <li key={currency} className="figure">
                <MoneyValue amount={amount} currency={currency} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
  );
}
