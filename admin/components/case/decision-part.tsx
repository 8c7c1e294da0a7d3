import React from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Empty } from '../frame/notice';
import { Scrolls, Section } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';

/** What the policy said: every rule in words, and the facts that it saw. */
export function DecisionPart({ found }: { found: CaseView }): React.JSX.Element {
  const { t } = useTexts();
  const [latest, ...earlier] = found.decisions;
  return (
    <Section title={t('cases.parts.decision')}>
      {latest ? <Decision decision={latest} /> : <Empty>{t('cases.noDecision')}</Empty>}
      {earlier.map((decision) => (
        <details key={decision.id}>
          <summary>
            {t('cases.earlier')} <Time at={decision.decidedAt} />
          </summary>
          <Decision decision={decision} />
        </details>
      ))}
    </Section>
  );
}

function Decision({ decision }: { decision: CaseView['decisions'][number] }): React.JSX.Element {
  const { t, word } = useTexts();
  return (
    <>
      <p>
        <strong>{word('words', decision.outcome)}</strong>, <Time at={decision.decidedAt} />,{' '}
        {t('cases.policy', { version: decision.policyVersion })}
      </p>
      <Scrolls label={t('cases.parts.decision')}>
        <table className="desk">
          <thead>
            <tr>
              {['rule', 'speaksTo', 'answer'].map((column) => (
                <th key={column} scope="col">
                  {t(`cases.ruleColumns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {decision.rules.map((rule) => (
              <tr key={rule.code}>
                <th scope="row">{word('rules', rule.code)}</th>
                <td>{t(`cases.speaksTo.${rule.speaksTo}`)}</td>
                <td>
                  <span className={`state ${rule.passed ? 'positive' : 'caution'}`}>
                    <span aria-hidden="true">{rule.passed ? '✓' : '!'}</span>{' '}
                    {t(rule.passed ? 'cases.passed' : 'cases.notPassed')}
                  </span>
                  {rule.detail ? <div className="small muted">{String(rule.detail)}</div> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      <details>
        <summary>{t('cases.facts')}</summary>
        <pre className="desk">{JSON.stringify(decision.facts, null, 2)}</pre>
      </details>
    </>
  );
}
