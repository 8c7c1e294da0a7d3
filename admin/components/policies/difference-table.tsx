import React from 'react';
import type { PolicyChange } from '../../../src/policies/compare-policies.js';
import { Scrolls } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { Code } from '../frame/values';

/** Parameter by parameter: what stood there, and what would stand there. */
export function DifferenceTable({
  differences,
}: {
  differences: PolicyChange[];
}): React.JSX.Element {
  const { t } = useTexts();
  if (differences.length === 0) return <p className="muted">{t('policies.same')}</p>;
  return (
    <Scrolls label={t('policies.differences')}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('policies.parameter')}</th>
            <th scope="col">{t('policies.before')}</th>
            <th scope="col">{t('policies.after')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ pointer, before, after }) => (
            <tr key={pointer}>
              <th scope="row">
                <Code>{pointer}</Code>
              </th>
              <td>{shown(before)}</td>
              <td>
                <strong>{shown(after)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

function shown(value: unknown): string {
  return value === undefined ? '–' : JSON.stringify(value);
}
