import type { ReactElement } from 'react';
import { Code } from '../portal/frame/form-parts.js';
import type { PageContext } from '../portal/frame/page-context.js';
import type { ReceiptStage } from './receipt-content.js';
import { ReceiptDocument } from './receipt-document.js';
import type { FoundReceipt } from './read-receipt.js';
import { hasPdf, type ReceiptSheet } from './receipt-sheet.js';

interface ReceiptPageParts {
  context: PageContext;
  found: FoundReceipt;
  sheet: ReceiptSheet;
  /** Path of the page, without a stage. */
  address: string;
}

/** The receipt to read, to print and to take away, for whoever knows its address. */
export function ReceiptPage({ context, found, sheet, address }: ReceiptPageParts): ReactElement {
  const { t } = context;
  const { stage, stored } = found;
  const file = (ending: string): string => `${address}.${ending}${query(stage)}`;
  const pdf = hasPdf(stored.locale);
  return (
    <div className="narrow">
      {found.state === null ? null : (
        <p>
          {t('receipts:page.present')}:{' '}
          <strong>{t(`terms:cancellationState.${found.state}`)}</strong>
        </p>
      )}
      <ReceiptDocument sheet={sheet} />
      <section className="card no-print" aria-labelledby="receipt-save">
        <h2 id="receipt-save">{t('receipts:page.save')}</h2>
        <ul className="plain row">
          {pdf ? (
            <li>
              <a href={file('pdf')}>{t('receipts:page.pdf')}</a>
            </li>
          ) : null}
          <li>
            <a href={file('json')}>{t('receipts:page.json')}</a>
          </li>
        </ul>
        <p className="muted small">
          {t(pdf ? 'receipts:page.print' : 'receipts:page.noPdf')} {t('receipts:page.address')}
        </p>
      </section>
      <OtherStages {...{ context, found, address }} />
      <section className="card" aria-labelledby="receipt-proof">
        <h2 id="receipt-proof">{sheet.proof.title}</h2>
        {sheet.proof.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="small">
          {t('receipts:page.signature')}: <Code>{stored.signature.toString('base64url')}</Code>
        </p>
      </section>
    </div>
  );
}

function OtherStages({
  context: { t },
  found,
  address,
}: Omit<ReceiptPageParts, 'sheet'>): ReactElement | null {
  const stages: ReceiptStage[] = ['declaration', ...found.outcomes];
  const others = stages.filter((stage) => stage !== found.stage);
  if (others.length === 0) return null;
  const context = found.content.kind === 'withdrawal' ? 'withdrawal' : undefined;
  return (
    <section className="card no-print" aria-labelledby="receipt-others">
      <h2 id="receipt-others">{t('receipts:page.other')}</h2>
      <ul>
        {others.map((stage) => (
          <li key={stage}>
            <a href={`${address}${query(stage)}`}>{t(`receipts:title.${stage}`, { context })}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function query(stage: ReceiptStage): string {
  return stage === 'declaration' ? '' : `?stage=${stage}`;
}
