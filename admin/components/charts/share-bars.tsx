import React from 'react';
import { useFormats, useTexts } from '../frame/use-texts';

/** How much falls to each of a few things: a table whose rows are bars, too, the largest first. */
export function ShareBars({
  title,
  shares,
}: {
  title: string;
  shares: readonly { key: string; name: React.ReactNode; count: number }[];
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const most = Math.max(1, ...shares.map(({ count }) => count));
  const sorted = [...shares].sort((a, b) => b.count - a.count);
  return (
    <table className="desk shares">
      <caption>{title}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{title}</th>
          <td />
          <th scope="col">{t('charts.count')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ key, name, count }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>
              <svg className="share" width="100%" height="16" aria-hidden="true">
                <rect height="16" width={`${(count / most) * 100}%`} rx="2" />
              </svg>
            </td>
            <td className="amount number">{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
