import React from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { desk } from '../frame/desk-client';
import { Refusal } from '../frame/notice';
import { Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { MoneyValue, Time } from '../frame/values';

/** What an approval would do with the money, and what has become of refunds so far. */
export function MoneyPart({
  found,
  onChange,
}: {
  found: CaseView;
  onChange: () => Promise<void>;
}): React.JSX.Element {
  const { t, word } = useTexts();
  return (
    <Section title={t('cases.parts.money')}>
      {found.previews.map((preview) => (
        <div key={preview.effective}>
          <h3>{word('words', preview.effective)}</h3>
          <p>
            {t('cases.endsOn')} <Time at={preview.effectiveAt} day />.{' '}
            {preview.refund ? (
              <>
                {t('cases.refund')}{' '}
                <MoneyValue amount={preview.refund.amount} currency={preview.refund.currency} />
              </>
            ) : (
              t('cases.noRefund')
            )}
          </p>
          {preview.holds.length > 0 ? (
            <p className="caution">
              {t('cases.wouldHold')} {preview.holds.map((code) => word('rules', code)).join(', ')}
            </p>
          ) : null}
        </div>
      ))}
      {found.refunds.map((refund) => (
        <RefundRow key={refund.id} found={found} refund={refund} onChange={onChange} />
      ))}
      {found.previews.length + found.refunds.length === 0 ? (
        <p className="muted">{t('cases.noMoney')}</p>
      ) : null}
    </Section>
  );
}

/** One refund; held ones are released, failed ones tried again. */
function RefundRow({
  found,
  refund,
  onChange,
}: {
  found: CaseView;
  refund: CaseView['refunds'][number];
  onChange: () => Promise<void>;
}): React.JSX.Element {
  const { t, word } = useTexts();
  const { busy, error, run } = useAct();
  const act = refund.state === 'held' ? 'release' : refund.state === 'failed' ? 'retry' : null;
  const allowed =
    (act === 'release' && found.actions.releaseRefund) ||
    (act === 'retry' && found.actions.retryRefund);
  const proposes =
    act === 'release' && found.releaseNeedsSecond && refund.releaseProposedBy === null;
  const carryOut = async (): Promise<void> => {
    const path = `/cases/${found.id}/refunds/${refund.id}/${act}`;
    await run(() => desk.post(path, { version: found.version }));
    await onChange();
  };
  return (
    <div>
      <p>
        <MoneyValue amount={refund.amount.amount} currency={refund.amount.currency} />{' '}
        <StateWord state={refund.state} />
        {refund.holdCodes.length > 0 ? (
          <span className="muted">
            {' '}
            {refund.holdCodes.map((code) => word('rules', code)).join(', ')}
          </span>
        ) : null}
        {refund.lastError ? <span className="muted"> {refund.lastError}</span> : null}
        {refund.releaseProposedBy ? (
          <span className="caution">
            {' '}
            {t('cases.releaseProposed', { name: refund.releaseProposedBy.name })}
          </span>
        ) : null}{' '}
        {act && allowed ? (
          <button type="button" disabled={busy} onClick={() => void carryOut()}>
            {t(`cases.refundActions.${proposes ? 'propose' : act}`)}
          </button>
        ) : null}
      </p>
      <Refusal error={error} />
    </div>
  );
}
