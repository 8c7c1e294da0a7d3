import React from 'react';
import { Link } from 'react-router-dom';
import type { ReviewRowView } from '../../../src/order-support/review-queue.view.js';
import { useFormats, useTexts } from '../frame/use-texts';
import { Code, MoneyValue } from '../frame/values';

const COLUMNS = ['due', 'reference', 'plan', 'customer', 'reasons', 'value', 'door', 'claim'];

/** The queue as a table; `current` is the row that the keys act on. */
export function ReviewTable({
  rows,
  current,
}: {
  rows: readonly ReviewRowView[];
  current: string | undefined;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <table className="desk">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={column === 'value' ? 'amount' : undefined}>
              {t(`reviews.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <ReviewRow key={row.id} row={row} isCurrent={row.id === current} />
        ))}
      </tbody>
    </table>
  );
}

function ReviewRow({
  row,
  isCurrent,
}: {
  row: ReviewRowView;
  isCurrent: boolean;
}): React.JSX.Element {
  const { t, word } = useTexts();
  return (
    <tr className={isCurrent ? 'current' : undefined} aria-current={isCurrent ? 'true' : undefined}>
      <td>
        <Due at={row.dueAt} />
      </td>
      <td>
        <Link to={`/admin/pages/case?id=${row.id}`}>
          <Code>{row.reference}</Code>
        </Link>
        <div className="small muted">{word('words', row.kind)}</div>
      </td>
      <td>{row.plan?.name ?? <span className="muted">{t('reviews.unmatched')}</span>}</td>
      <td>
        {row.customer ? (
          <>
            {row.customer.name}
            <div className="small muted">
              {row.customer.email} · {row.customer.country}
            </div>
          </>
        ) : (
          <span className="muted">{t('reviews.unknown')}</span>
        )}
      </td>
      <td>
        <ul className="plain">
          {row.reasons.map((reason) => (
            <li key={reason}>{word('rules', reason)}</li>
          ))}
        </ul>
      </td>
      <td className="amount">
        {row.value ? <MoneyValue amount={row.value.amount} currency={row.value.currency} /> : null}
      </td>
      <td>{word('words', row.door)}</td>
      <td>
        {row.claim ? t('reviews.claimedBy', { name: row.claim.by.name }) : null}
        {row.proposal ? (
          <div className="small caution">
            <span aria-hidden="true">◑ </span>
            {t(`reviews.proposed.${row.proposal.verdict}`, { name: row.proposal.by.name })}
          </div>
        ) : null}
      </td>
    </tr>
  );
}

/** Time left, or how long it is overdue, as a word with a shape. */
export function Due({ at }: { at: string }): React.JSX.Element {
  const { t } = useTexts();
  const { relative, time } = useFormats();
  const late = new Date(at).getTime() < Date.now();
  return (
    <time dateTime={at} title={time(at)} className={`state ${late ? 'critical' : 'plain'}`}>
      <span aria-hidden="true">{late ? '!' : '◷'}</span>{' '}
      {late ? t('reviews.overdue', { when: relative(at) }) : relative(at)}
    </time>
  );
}
