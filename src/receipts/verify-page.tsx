import type { ReactElement } from 'react';
import { Code, Facts, Notice } from '../portal/frame/form-parts.js';
import type { PageContext } from '../portal/frame/page-context.js';
import type { Verification } from './verify-receipt.js';

/** What came of an upload: a check, or why there was none. */
export type VerifyAnswer = Verification | 'missing' | 'tooLarge';

/** A form that takes a receipt and says whether it is what we signed. */
export function VerifyPage({
  context,
  answer,
}: {
  context: PageContext;
  answer: VerifyAnswer | null;
}): ReactElement {
  const { t } = context;
  const problem =
    answer === 'missing' || answer === 'tooLarge' ? t(`receipts:verify.${answer}`) : null;
  return (
    <div className="narrow">
      {answer === null || problem !== null ? null : (
        <Result context={context} answer={answer as Verification} />
      )}
      <p>{t('receipts:verify.lead')}</p>
      <form method="post" action="/receipts/verify" encType="multipart/form-data" className="card">
        <div className="field">
          <label htmlFor="receipt">{t('receipts:verify.file')}</label>
          <p className="hint" id="receipt-hint">
            {t('receipts:verify.fileHint')}
          </p>
          {problem === null ? null : (
            <p className="field-error" id="receipt-error" role="alert">
              {problem}
            </p>
          )}
          <input
            type="file"
            id="receipt"
            name="receipt"
            required
            accept="application/pdf,application/json,.pdf,.json"
            aria-invalid={problem === null ? undefined : true}
            aria-describedby={problem === null ? 'receipt-hint' : 'receipt-hint receipt-error'}
          />
        </div>
        <div className="actions">
          <button className="button primary">{t('receipts:verify.submit')}</button>
        </div>
      </form>
      <p className="muted small">
        <a href="/receipts/keys.json">{t('receipts:verify.keys')}</a>
      </p>
    </div>
  );
}

function Result({
  context: { t, dateTime },
  answer,
}: {
  context: PageContext;
  answer: Verification;
}): ReactElement {
  if (!answer.valid) {
    return (
      <Notice tone="critical" title={t('receipts:verify.invalid')} alert>
        <p>{t(`receipts:verify.${answer.why}`)}</p>
      </Notice>
    );
  }
  const context = answer.kind === 'withdrawal' ? 'withdrawal' : undefined;
  return (
    <Notice tone="positive" title={t('receipts:verify.valid')} alert>
      <Facts
        rows={[
          [t('receipts:fact.reference'), <Code>{answer.reference}</Code>],
          [t('receipts:verify.document'), t(`receipts:title.${answer.stage}`, { context })],
          [t('receipts:fact.received'), dateTime(answer.receivedAt)],
          [t('receipts:fact.exactly'), <Code>{answer.receivedAt}</Code>],
        ]}
      />
    </Notice>
  );
}
