import React from 'react';
import { Link } from 'react-router-dom';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useTexts } from '../frame/use-texts';
import { Code, Time } from '../frame/values';

/** What else this customer has asked to end. */
export function OthersPart({ found }: { found: CaseView }): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Section title={t('cases.parts.others')}>
      {found.others.length === 0 ? <p className="muted">{t('cases.noOthers')}</p> : null}
      <ul className="plain">
        {found.others.map((other) => (
          <li key={other.id}>
            <Link to={`/admin/pages/case?id=${other.id}`}>
              <Code>{other.reference}</Code>
            </Link>{' '}
            {other.plan} <StateWord state={other.state} /> <Time at={other.requestedAt} day />
          </li>
        ))}
      </ul>
    </Section>
  );
}
