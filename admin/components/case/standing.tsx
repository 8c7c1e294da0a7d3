import React from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Note } from '../frame/notice';
import { StateWord } from '../frame/state-word';
import { useTexts } from '../frame/use-texts';
import { MoneyValue, Time } from '../frame/values';
import { Due } from '../review-queue/review-table';

/** How the case stands, in a line; and what is proposed, until a second person has decided. */
export function Standing({ found }: { found: CaseView }): React.JSX.Element {
  const { t, word } = useTexts();
  const { proposal, claim } = found;
  return (
    <>
      <p>
        <StateWord state={found.state} /> · {word('words', found.kind)} ·{' '}
        {word('words', found.door)} · {t('cases.requested')} <Time at={found.requestedAt} />
        {found.dueAt && found.state === 'in_review' ? (
          <>
            {' '}
            · {t('cases.due')} <Due at={found.dueAt} />
          </>
        ) : null}
        {found.effectiveAt ? (
          <>
            {' '}
            · {t('cases.effectiveAt')} <Time at={found.effectiveAt} day />
          </>
        ) : null}
        {claim ? (
          <>
            {' '}
            · {t('reviews.claimedBy', { name: claim.by.name })} {t('cases.until')}{' '}
            <Time at={claim.until} />
          </>
        ) : null}
      </p>
      {proposal ? (
        <Note tone="caution">
          <p>
            <strong>{t(`reviews.proposed.${proposal.verdict}`, { name: proposal.by.name })}</strong>{' '}
            {t('cases.secondNeeded')}
          </p>
          <ul>
            {proposal.effective ? <li>{word('words', proposal.effective)}</li> : null}
            {proposal.effectiveAt ? (
              <li>
                {t('cases.effectiveAt')} <Time at={proposal.effectiveAt} day />
              </li>
            ) : null}
            {proposal.refund ? (
              <li>
                {t('cases.refund')}{' '}
                <MoneyValue amount={proposal.refund.amount} currency={proposal.refund.currency} />
              </li>
            ) : null}
            {proposal.reason ? <li>{proposal.reason}</li> : null}
          </ul>
        </Note>
      ) : null}
      {found.lastError ? (
        <Note tone="caution">
          {t('cases.lastError')} {found.lastError}
        </Note>
      ) : null}
    </>
  );
}
