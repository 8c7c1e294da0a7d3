import React, { useState } from 'react';
import type { PolicyChange } from '../../../src/policies/compare-policies.js';
import type { PolicyVersionView, PolicyView } from '../../../src/policies/read-policies.js';
import { Choice } from '../frame/fields';
import { Section } from '../frame/page';
import { useDesk } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import { DifferenceTable } from './difference-table';

/** Two versions as their differences; the whole of the newer one below. */
export function ComparePolicies({
  versions,
}: {
  versions: PolicyVersionView[];
}): React.JSX.Element {
  const { t } = useTexts();
  const { date } = useFormats();
  const current = versions.find((version) => version.inForce) ?? versions[0];
  const [from, setFrom] = useState(String(versions[1]?.version ?? current?.version ?? ''));
  const [to, setTo] = useState(String(current?.version ?? ''));
  const compared = useDesk<{ changes: PolicyChange[] }>(`/policies/compare?from=${from}&to=${to}`);
  const whole = useDesk<PolicyView>(`/policies/${to}`);
  const options = versions.map((version) => {
    const day = version.effectiveFrom.startsWith('1970') ? '' : `, ${date(version.effectiveFrom)}`;
    const mark = version.inForce ? ` · ${t('policies.inForce')}` : '';
    const name = `${t('policies.version')} ${version.version}${day}${mark}`;
    return [String(version.version), name] as const;
  });
  return (
    <Section title={t('policies.compare')}>
      <div className="filters">
        <Choice label={t('policies.before')} value={from} onChange={setFrom} options={options} />
        <Choice label={t('policies.after')} value={to} onChange={setTo} options={options} />
      </div>
      {compared.data ? <DifferenceTable differences={compared.data.changes} /> : null}
      <details>
        <summary>{t('policies.wholeDocument', { version: to })}</summary>
        <pre className="desk">{JSON.stringify(whole.data?.document, null, 2)}</pre>
      </details>
    </Section>
  );
}
