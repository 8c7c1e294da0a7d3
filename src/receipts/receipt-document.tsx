import type { ReactElement } from 'react';
import type { ReceiptSheet, SheetRow } from './receipt-sheet.js';

/** The receipt's sections as they stand on a page; classes are those of the portal's style sheet. */
export function ReceiptDocument({ sheet }: { sheet: ReceiptSheet }): ReactElement {
  return (
    <>
      <p>{sheet.lead}</p>
      {sheet.sections.map(({ name, title, rows }) => (
        <section className="card" key={name} aria-labelledby={`receipt-${name}`}>
          <h2 id={`receipt-${name}`}>{title}</h2>
          <dl className="facts">
            {rows.map((row) => (
              <div key={row.name} data-fact={row.name}>
                <dt>{row.label}</dt>
                <dd>
                  <Value row={row} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

function Value({ row: { look, lines } }: { row: SheetRow }): ReactElement {
  if (look === 'code') {
    return (
      <bdi dir="ltr" className="code">
        {lines.join(' ')}
      </bdi>
    );
  }
  if (look === 'money') return <span className="money">{lines.join(' ')}</span>;
  // Somebody's own words run in their own direction, line by line.
  return (
    <>
      {lines.map((line, at) => (
        <div key={at}>
          <bdi>{line}</bdi>
        </div>
      ))}
    </>
  );
}
